using System.Text.Json;

namespace AdmissionGuard.Cli.Tests;

public sealed class SamplesTests
{
    private const string Shop = "samples/shop";

    public static TheoryData<string> Changes => [.. Directory.GetDirectories(Repository.PathOf("samples/changes"))
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_review_prints_what_is_written_down(string change)
    {
        var (exitCode, printed) = Repository.Run(["review", .. Cluster(change), "--change", $"samples/changes/{change}"]);

        Repository.Holds($"samples/expected/{change}.txt", $"{printed}exit code {exitCode}\n");
    }

    [Theory]
    [InlineData("sarif", "sarif")]
    [InlineData("markdown", "md")]
    public void The_first_sample_is_shown_in_formats_that_are_too_long_for_a_page(string format, string extension)
    {
        var (_, printed) = Repository.Run(
            "review", "--cluster", Shop, "--change", "samples/changes/01-template-renders-empty-ingress", "-o", format);

        Repository.Holds($"samples/expected/01-template-renders-empty-ingress.{extension}", printed);
    }

    [Theory]
    [InlineData("01-template-renders-empty-ingress", "deny", "deny ingress-rules-removed")]
    [InlineData("02-second-manifest-same-name", "deny", "deny ingress-rules-removed")]
    [InlineData("03-deny-egress-without-dns", "deny", "deny dns-blocked", "warn isolation-starts")]
    [InlineData("04-egress-rules-without-egress-type", "deny", "deny rules-ignored-by-policy-types")]
    [InlineData("05-policy-without-namespace", "warn", "warn namespace-scope-missing")]
    [InlineData("06-host-network-target", "deny", "deny host-network-target")]
    [InlineData("07-allow-first", "allow")]
    [InlineData("08-acknowledged", "audit", "audit ingress-rules-removed")]
    [InlineData("09-stray-dash", "warn", "warn peers-joined-by-or")]
    [InlineData("10-service-port", "warn", "warn port-not-exposed")]
    [InlineData("11-mistyped-label", "warn", "warn selects-no-pods")]
    [InlineData("12-namespace-by-a-label-it-does-not-have", "warn", "warn peer-matches-nothing")]
    [InlineData("13-open-to-the-world", "warn", "warn exposed-to-world")]
    [InlineData("14-webhook-behind-a-selector", "deny", "deny self-lockout", "warn isolation-starts")]
    [InlineData("20-first-egress-policies", "warn", "warn isolation-starts")]
    public void Each_mistake_is_found_by_its_rule_and_no_other(string change, string verdict, params string[] findings)
    {
        var (exitCode, review) = Review($"samples/changes/{change}", Cluster(change));

        Assert.Equal(verdict, review.GetProperty("verdict").GetString());
        Assert.Equal(findings, Findings(review));
        Assert.Equal(verdict == "deny" ? 1 : 0, exitCode);
        var row = Assert.Single(Repository.Read("samples/README.md").Split('\n'), line => line.StartsWith($"| [{change}]", StringComparison.Ordinal));
        Assert.Contains($"**{verdict}**", row, StringComparison.Ordinal);
        Assert.All(findings, finding => Assert.Contains($"`{finding.Split(' ')[1]}`", row, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_change_is_among_those_whose_verdict_is_asserted()
    {
        var asserted = typeof(SamplesTests).GetMethod(nameof(Each_mistake_is_found_by_its_rule_and_no_other))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>()
            .Select(data => (string)data.Data[0]!);

        Assert.Equal(Changes.Select(row => row.Data), asserted);
    }

    [Fact]
    public void The_second_manifest_of_a_name_is_noted_with_both_places()
    {
        var (_, review) = Review("samples/changes/02-second-manifest-same-name");

        Assert.Equal(
            "NetworkPolicy orders/orders is defined twice, in samples/changes/02-second-manifest-same-name/orders.yaml:3 and "
            + "samples/changes/02-second-manifest-same-name/reorder.yaml:3; the last one counts",
            Assert.Single(review.GetProperty("notes").EnumerateArray()).GetString());
    }

    [Fact]
    public void To_apply_the_shop_again_changes_nothing()
    {
        var (exitCode, review) = Review(Shop);

        Assert.Equal(0, exitCode);
        Assert.Equal("allow", review.GetProperty("verdict").GetString());
        Assert.Empty(Findings(review));
        Assert.Empty(review.GetProperty("notes").EnumerateArray());
        Assert.Empty(review.GetProperty("lost").EnumerateArray());
        Assert.Empty(review.GetProperty("gained").EnumerateArray());
        Assert.Equal(22, review.GetProperty("reviews").GetArrayLength());
    }

    [Fact]
    public void The_shop_s_connections_are_those_written_down()
    {
        var (_, printed) = Repository.Run("connections", "--cluster", Shop, "--include-self");

        Repository.Holds("samples/expected/connections.txt", printed);
    }

    // One change is to a webhook that runs beside the shop.
    private static string[] Cluster(string change) =>
        ["--cluster", Shop, .. change.StartsWith("14-", StringComparison.Ordinal) ? new[] { "--cluster", "samples/policy-engine.yaml" } : []];

    private static (int ExitCode, JsonElement Review) Review(string change, params string[] cluster)
    {
        var (exitCode, printed) = Repository.Run(
            ["review", .. cluster.Length > 0 ? cluster : ["--cluster", Shop], "--change", change, "-o", "json"]);
        using var document = JsonDocument.Parse(printed);
        return (exitCode, document.RootElement.Clone());
    }

    private static IEnumerable<string> Findings(JsonElement review) =>
        from policy in review.GetProperty("reviews").EnumerateArray()
        from finding in policy.GetProperty("findings").EnumerateArray()
        select $"{finding.GetProperty("action").GetString()} {finding.GetProperty("rule").GetString()}";
}

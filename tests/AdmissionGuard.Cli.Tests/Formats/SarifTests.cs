using System.Text.Json;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Tests.Formats;

public sealed class SarifTests : IDisposable
{
    private readonly ReviewedShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void A_finding_points_to_the_line_of_its_field()
    {
        var result = Assert.Single(Results("--change", _shop.File("db.yaml", "# a comment\n" + ShopManifests.DbPolicyWithoutRules)));

        Assert.Equal("ingress-rules-removed", result.GetProperty("ruleId").GetString());
        Assert.Equal("error", result.GetProperty("level").GetString());
        Assert.Equal("db.yaml:8:3", Place(result));
        Assert.Equal("shop/db", result.GetProperty("locations")[0].GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString());
        Assert.Equal(
            "policy \"shop/db\" loses all it admitted: shop/web[Pod] to shop/db[StatefulSet] on TCP 5432. "
            + "Restore the rules, or first apply another policy that admits these sources. "
            + "If this is meant, annotate the policy: admission-guard.io/acknowledge: \"ingress-rules-removed=b4280913\"",
            result.GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public void Each_of_many_peers_has_its_own_line()
    {
        var results = Results("--change", _shop.File("open.yaml", ReviewedShop.PolicyWithFlaws(3)));

        Assert.Equal(["open.yaml:8:7", "open.yaml:9:7", "open.yaml:10:7"], results.Where(IsFlaw).Select(Place));
    }

    [Fact]
    public void A_field_that_is_absent_is_shown_by_its_nearest_parent()
    {
        var result = Results("--change", _shop.File("web.yaml",
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec: {podSelector: {}}\n"))
            .First(one => one.GetProperty("ruleId").GetString() == "namespace-scope-missing");

        Assert.Equal("metadata.namespace", result.GetProperty("properties").GetProperty("field").GetString());
        Assert.Equal("web.yaml:3:1", Place(result));
    }

    [Fact]
    public void A_deleted_policy_is_where_the_cluster_s_files_hold_it()
    {
        var result = Assert.Single(Results("--delete", "shop/db"), one => one.GetProperty("ruleId").GetString() == "isolation-ends");

        Assert.StartsWith("cluster.yaml:", Place(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_has_no_file_to_point_to()
    {
        using var run = new CommandRun();
        var cluster = run.File("cluster.yaml", ShopManifests.Shop);
        var output = run.RunWithInput(ShopManifests.DbPolicyWithoutRules, "review", "--cluster", cluster, "--change", "-", "-o", "sarif").Output;
        var location = Runs(output).GetProperty("results")[0].GetProperty("locations")[0];

        Assert.False(location.TryGetProperty("physicalLocation", out _));
        Assert.True(location.TryGetProperty("logicalLocations", out _));
    }

    [Fact]
    public void Lines_that_shift_leave_the_fingerprints_as_they_are()
    {
        var before = Results("--change", _shop.File("a.yaml", ReviewedShop.PolicyWithFlaws(3))).Select(Fingerprint).ToList();
        var after = Results("--change", _shop.File("b.yaml", "\n\n# shifted\n" + ReviewedShop.PolicyWithFlaws(3))).Select(Fingerprint);

        Assert.Equal(before, after);
        Assert.Equal(before.Count, before.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Files_are_named_from_the_working_directory_percent_encoded()
    {
        var inside = Results("--change", _shop.File("a folder/100% #1?.yaml", ShopManifests.DbPolicyWithoutRules))[0];
        using var elsewhere = new CommandRun();
        var outside = Results("--change", elsewhere.File("db.yaml", ShopManifests.DbPolicyWithoutRules))[0];

        Assert.Equal("a%20folder/100%25%20%231%3F.yaml", Artifact(inside).GetProperty("uri").GetString());
        Assert.Equal("%SRCROOT%", Artifact(inside).GetProperty("uriBaseId").GetString());
        Assert.StartsWith("file:///", Artifact(outside).GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.False(Artifact(outside).TryGetProperty("uriBaseId", out _));
    }

    [Fact]
    public void What_is_acknowledged_is_suppressed()
    {
        var (_, printed) = Repository.Run("review", "--cluster", "samples/shop", "--change", "samples/changes/08-acknowledged", "-o", "sarif");
        var result = Assert.Single(Runs(printed).GetProperty("results").EnumerateArray());

        Assert.Equal("note", result.GetProperty("level").GetString());
        Assert.Equal("inSource", Assert.Single(result.GetProperty("suppressions").EnumerateArray()).GetProperty("kind").GetString());
    }

    [Fact]
    public void What_is_to_be_copied_ends_the_message_without_a_full_stop()
    {
        var result = Runs(_shop.Review("sarif", "--change", _shop.File("db.yaml", ShopManifests.DbPolicyWithoutRules))).GetProperty("results")[0];

        Assert.EndsWith(": admission-guard.io/acknowledge: \"ingress-rules-removed=b4280913\"", result.GetProperty("message").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_in_which_to_apply_a_set_is_about_the_run() => Assert.Contains(
        "Flux: stops at data/postgres, ",
        Runs(Repository.Run("review", "--cluster", "samples/shop", "--change", "samples/changes/07-allow-first", "-o", "sarif").Printed)
            .GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void Every_rule_brings_its_help()
    {
        var rules = Runs(_shop.Review("sarif", "--change", _shop.Cluster)).GetProperty("tool").GetProperty("driver").GetProperty("rules");

        Assert.Equal(RuleCatalog.All.Select(rule => rule.Id), rules.EnumerateArray().Select(rule => rule.GetProperty("id").GetString()));
        Assert.All(rules.EnumerateArray(), rule => Assert.Contains("**What to do.**", rule.GetProperty("help").GetProperty("markdown").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Microsoft_s_validator_has_nothing_against_the_samples()
    {
        var files = SamplesTests.Changes.Select(change => _shop.File($"{change.Data}.sarif",
            Repository.Run("review", "--cluster", "samples/shop", "--change", $"samples/changes/{change.Data}", "-o", "sarif").Printed));

        Validates([.. files]);
    }

    [Fact]
    public void Microsoft_s_validator_has_nothing_against_bad_input()
    {
        var name = ReviewedShop.LongestName;
        var long_ = _shop.Review("sarif", "--change", _shop.File("<b>&\"'{0}.yaml", ReviewedShop.PolicyWithFlaws(2, name)));
        var none = _shop.Review("sarif", "--change", _shop.Cluster);
        var many = _shop.Review("sarif", "--change", _shop.File("many.yaml", ReviewedShop.PolicyWithFlaws(10_000)));

        Assert.Equal(10_000, Runs(many).GetProperty("results").EnumerateArray().Count(IsFlaw));
        Assert.Empty(Runs(none).GetProperty("results").EnumerateArray());
        Validates(_shop.File("long.sarif", long_), _shop.File("none.sarif", none), _shop.File("many.sarif", many));
    }

    [Fact]
    public void Microsoft_s_validator_would_object()
    {
        var broken = _shop.Review("sarif", "--change", _shop.File("db.yaml", ShopManifests.DbPolicyWithoutRules))
            .Replace("\"ruleIndex\"", "\"indexOfTheRule\"", StringComparison.Ordinal);

        Assert.Contains("error JSON", Validate(_shop.File("broken.sarif", broken)), StringComparison.Ordinal);
    }

    private static void Validates(params string[] files)
    {
        var said = Validate(files);
        Assert.Contains($"{files.Length} files scanned", said, StringComparison.Ordinal);
        Assert.DoesNotContain(": error ", said, StringComparison.Ordinal);

        // A wish and no error: the project has no web address to name, and each rule's help stands in the log itself.
        var objections = said.Split('\n').Where(line => line.Contains(": warning ", StringComparison.Ordinal));
        Assert.All(objections, line => Assert.Contains("SARIF2005: runs[0].tool.driver: The tool 'AdmissionGuard' does not provide 'informationUri'", line, StringComparison.Ordinal));
    }

    private static string Validate(params string[] files) => Tool.Run(Tool.SarifMultitool, "", ["validate", "--max-file-size-in-kb", "100000", .. files]).Output;

    private static bool IsFlaw(JsonElement result) => result.GetProperty("ruleId").GetString() == "peer-not-namespace-scoped";

    private static JsonElement Artifact(JsonElement result) =>
        result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");

    private static string Place(JsonElement result)
    {
        var region = result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region");
        return $"{Artifact(result).GetProperty("uri").GetString()}:{region.GetProperty("startLine")}:{region.GetProperty("startColumn")}";
    }

    private static string Fingerprint(JsonElement result) =>
        Assert.Single(result.GetProperty("partialFingerprints").EnumerateObject()).Value.GetString()!;

    private static JsonElement Runs(string sarif)
    {
        using var document = JsonDocument.Parse(sarif);
        return Assert.Single(document.RootElement.GetProperty("runs").EnumerateArray()).Clone();
    }

    private List<JsonElement> Results(params string[] arguments) =>
        [.. Runs(_shop.Review("sarif", arguments)).GetProperty("results").EnumerateArray()];
}

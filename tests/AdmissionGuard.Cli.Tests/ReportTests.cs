using System.Text.Json;
using AdmissionGuard.Cli.Rendering.Reports;
using AdmissionGuard.Cli.Tests.Formats;

namespace AdmissionGuard.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    private const string Ignored = "{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], egress: [{}]}";

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Policies_without_a_flaw_are_nothing_to_report() => Assert.Equal(
        "2 policies: nothing to say\n", _run.Run("report", "--cluster", Cluster("")).Output);

    [Fact]
    public void A_flaw_is_reported_and_what_only_a_change_could_do_is_not()
    {
        // Both policies isolate pods and cut connections: that is what they are stored for.
        var result = _run.Run("report", "--cluster", Cluster(ShopManifests.Policy("lame", Ignored)));

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("1 of 3 policies with findings\n\nshop/lame\n  deny  rules-ignored-by-policy-types\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_meant_for_the_whole_world_is_no_flaw_of_what_is_stored() => Assert.Equal(
        "3 policies: nothing to say\n",
        _run.Run("report", "--cluster", Cluster(ShopManifests.Policy("public", "{podSelector: {matchLabels: {app: db}}, ingress: [{}]}"))).Output);

    [Fact]
    public void Programs_get_every_policy_with_what_is_wrong_with_it()
    {
        var run = _run.Run("report", "--cluster", Cluster(ShopManifests.Policy("lame", Ignored)), "-o", "json");
        using var document = JsonDocument.Parse(run.Output);
        var policies = document.RootElement.GetProperty("policies").EnumerateArray().ToDictionary(one => one.GetProperty("policy").GetString()!);

        Assert.Equal(["shop/db", "shop/lame", "shop/web"], policies.Keys);
        Assert.Equal(0, policies["shop/db"].GetProperty("findings").GetArrayLength());
        var finding = Assert.Single(policies["shop/lame"].GetProperty("findings").EnumerateArray());
        Assert.Equal(("rules-ignored-by-policy-types", "deny"), (finding.GetProperty("rule").GetString(), finding.GetProperty("action").GetString()));
    }

    [Theory]
    [InlineData("openreports", "openreports.io/v1alpha1", "Report")]
    [InlineData("policyreport", "wgpolicyk8s.io/v1alpha2", "PolicyReport")]
    public void A_report_of_a_namespace_counts_and_lists(string format, string apiVersion, string kind)
    {
        var report = Assert.Single(Reports(format, ShopManifests.Policy("lame", Ignored)));

        Assert.Equal(apiVersion, report.GetProperty("apiVersion").GetString());
        Assert.Equal(kind, report.GetProperty("kind").GetString());
        Assert.Equal("shop", report.GetProperty("metadata").GetProperty("namespace").GetString());
        Assert.Equal("""{"pass":2,"fail":1,"warn":0,"error":0,"skip":0}""", JsonSerializer.Serialize(report.GetProperty("summary")));
        var first = report.GetProperty("results")[0];
        Assert.Equal("fail", first.GetProperty("result").GetString());
        Assert.Equal("high", first.GetProperty("severity").GetString());
        Assert.Equal("rules-ignored-by-policy-types", first.GetProperty("rule").GetString());
        Assert.Equal("lame", first.GetProperty("resources")[0].GetProperty("name").GetString());
        Assert.Equal(3, report.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void A_report_holds_no_more_than_an_object_can_and_says_what_it_leaves_out()
    {
        var report = Assert.Single(Reports("openreports", ReviewedShop.PolicyWithFlaws(1500)));

        Assert.Equal(StoredReports.MaxResults, report.GetProperty("results").GetArrayLength());
        Assert.Equal("502", report.GetProperty("metadata").GetProperty("annotations").GetProperty("admission-guard.io/results-left-out").GetString());
        Assert.Equal(1500, report.GetProperty("summary").GetProperty("warn").GetInt32());
    }

    [Fact]
    public void A_namespace_that_does_not_exist_is_a_mistake() => Assert.Equal(
        "admission-guard: --namespace shpo: the cluster has no such namespace (did you mean shop?)\n",
        _run.Run("report", "--cluster", Cluster(""), "-n", "shpo").Error);

    private string Cluster(string policy) => _run.File("cluster.yaml", $"{ShopManifests.Shop}---\n{policy}");

    private List<JsonElement> Reports(string format, string policy)
    {
        using var document = JsonDocument.Parse(_run.Run("report", "--cluster", Cluster(policy), "-o", format).Output);
        return [.. document.RootElement.Clone().GetProperty("items").EnumerateArray()];
    }
}

namespace AdmissionGuard.Verifier.Tests.Controlling;

public sealed class TakeoverTests : IAsyncLifetime
{
    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await CompanionCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_check_whose_controller_ends_between_plan_and_verdict_is_begun_again_by_the_next()
    {
        _cluster.AddAgent("n1");
        _cluster.AddAgent("n2");
        var endFirst = _cluster.AddController("one", CompanionCluster.Trial with { CleanRounds = 1000 });
        await _cluster.LeaderAsync("one");
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await Eventually.Async(() => (string?)_cluster.StatusOf("db")?["phase"] == "Running", "the first check");
        await endFirst();
        Assert.Equal("Running", (string?)_cluster.StatusOf("db")!["phase"]);
        _cluster.AddController("two");
        var status = await _cluster.VerdictAsync("db");
        Assert.Equal("Enforced", (string?)status["verdict"]);
    }

    [Fact]
    public async Task A_receipt_that_holds_no_policy_keeps_no_leader_from_its_work()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        _cluster.Put(System.Text.Json.Nodes.JsonNode.Parse("""
            {"apiVersion":"admission-guard.io/v1alpha1","kind":"EnforcementCheck","metadata":{"name":"db","namespace":"shop"},
            "spec":{"policyRef":{"name":"db"}},"status":{"phase":"Done","verifiedSpec":{"podSelector":{"matchExpressions":[{"key":"a","operator":"Nearly"}]}}}}
            """)!.AsObject());
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        await _cluster.AddAllAsync();
        var status = await _cluster.VerdictAsync("db", about => about["verdict"] is not null);
        Assert.Equal(("VERIFY", "Enforced"), ((string?)status["operation"], (string?)status["verdict"]));
    }

    [Fact]
    public async Task A_change_that_only_the_other_replica_has_seen_is_not_lost()
    {
        _cluster.AddAgent("n1");
        _cluster.AddAgent("n2");
        var endFirst = _cluster.AddController("one");
        await _cluster.LeaderAsync("one");
        _cluster.AddController("two");
        await Eventually.Async(() => _cluster.Server.Requests.Count(IsPolicyWatch) >= 2, "the second replica's watch");
        await endFirst();
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var status = await _cluster.VerdictAsync("db");
        Assert.Contains("two leads", _cluster.Reports);
        Assert.NotNull((string?)status["verdict"]);
    }

    [Fact]
    public async Task Of_two_replicas_one_checks()
    {
        await _cluster.AddAllAsync();
        _cluster.AddController("two");
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.VerdictAsync("db");
        Assert.DoesNotContain("two leads", _cluster.Reports);
    }

    [Fact]
    public async Task Without_the_companions_kinds_a_controller_says_so_and_waits()
    {
        _cluster.Server.Store.Delete(TestKit.Discovery.BuiltInResources.CustomResourceDefinitions, "", "nodeprobes.admission-guard.io");
        _cluster.AddController("one");
        const string Expected = "the API server does not tell of nodeprobes: the server could not find the requested resource";
        await Eventually.Async(() => _cluster.Reports.Contains(Expected), $"the report; there are: {string.Join(" | ", _cluster.Reports)}");
        Assert.DoesNotContain("one leads", _cluster.Reports);
    }

    private static bool IsPolicyWatch(TestKit.Http.LoggedRequest request) =>
        request.Path.Contains("networkpolicies?watch=true", StringComparison.Ordinal);
}

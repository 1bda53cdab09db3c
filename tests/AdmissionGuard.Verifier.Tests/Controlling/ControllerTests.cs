using System.Text.Json.Nodes;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.Verifier.Tests.Controlling;

public sealed class ControllerTests : IAsyncLifetime
{
    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await CompanionCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_policy_that_the_network_obeys_is_enforced_and_the_receipt_says_so()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var status = await _cluster.VerdictAsync("db");
        Assert.Equal("Enforced", Text(status, "verdict"));
        Assert.Equal("CREATE", Text(status, "operation"));
        Assert.False((bool)status["provisional"]!);
        Assert.Empty(status["reasons"]!.AsArray());
        Assert.Matches(@"^\d+/\d+$", Text(status, "probes"));
        Assert.Matches(@"^\d+\.\ds$", Text(status, "latency"));
        Assert.Contains(Lines(status), line => line.StartsWith("✓ shop/job → shop/db TCP 8080 (IPv4) must be blocked", StringComparison.Ordinal));
        Assert.Equal("True", (string?)status["conditions"]![0]!["status"]);
    }

    [Fact]
    public async Task Nothing_is_sent_that_is_not_watched_and_nothing_is_left_behind()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.VerdictAsync("db");
        await Eventually.Async(() => _cluster.NodeProbes().Count == 0 && _cluster.Network.Open == 0, "clearing up");
        Assert.Equal(0, _cluster.Network.SentUnwatched);
        Assert.NotEmpty(_cluster.Network.Sent);
    }

    [Fact]
    public async Task A_policy_that_the_network_ignores_is_not_enforced_and_the_policy_gets_a_warning()
    {
        await _cluster.AddAllAsync();
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var status = await _cluster.VerdictAsync("db");
        Assert.Equal("NotEnforced", Text(status, "verdict"));
        Assert.Null(status["latency"]);
        Assert.Equal("False", (string?)status["conditions"]![0]!["status"]);
        await Eventually.Async(() => Events().Count == 1, "the Event");
        var written = Events().Single();
        Assert.Equal(("Warning", "NotEnforced"), ((string?)written["type"], (string?)written["reason"]));
        Assert.StartsWith("the network ignores this policy: ", (string?)written["message"], StringComparison.Ordinal);
        Assert.EndsWith("; kubectl describe enforcementcheck db -n shop", (string?)written["message"], StringComparison.Ordinal);
        Assert.Equal("db", (string?)written["involvedObject"]!["name"]);
    }

    [Fact]
    public async Task A_change_without_effect_costs_no_probe_and_no_receipt()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.AddAllAsync();
        var labelled = CompanionCluster.Policy("db", to: "db", from: "web");
        labelled["metadata"]!["labels"] = new JsonObject { ["team"] = "shop" };
        _cluster.Put(labelled);
        _cluster.Put(CompanionCluster.Policy("web", to: "web", from: "job"));
        await _cluster.VerdictAsync("web");
        Assert.Null(_cluster.StatusOf("db"));
    }

    [Fact]
    public async Task A_deletion_is_verified_too_and_its_receipt_outlives_the_policy()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.AddAllAsync();
        _cluster.Server.Store.Delete(BuiltInResources.NetworkPolicies, "shop", "db");
        var status = await _cluster.VerdictAsync("db");
        Assert.Equal("DELETE", Text(status, "operation"));
        Assert.NotNull(status["policyGoneTime"]);
        Assert.Contains(Lines(status), line => line.StartsWith("✓ shop/job → shop/db TCP 8080 (IPv4) must arrive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_newer_change_replaces_a_check_that_is_under_way()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("job");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await Eventually.Async(() => _cluster.StatusOf("db") is not null, "the first check");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "job"));
        var status = await _cluster.VerdictAsync("db", IsAboutJob);
        Assert.Equal("Enforced", Text(status, "verdict"));
        Assert.Equal("CREATE", Text(status, "operation"));
    }

    [Fact]
    public async Task Whoever_makes_a_check_is_told_about_the_policy_as_it_is()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        _cluster.Put(Check("db"));
        var status = await _cluster.VerdictAsync("db");
        Assert.Equal(("VERIFY", "Enforced"), (Text(status, "operation"), Text(status, "verdict")));
    }

    [Fact]
    public async Task A_question_about_a_policy_that_is_not_there_is_answered()
    {
        await _cluster.AddAllAsync();
        _cluster.Put(Check("none"));
        var status = await _cluster.VerdictAsync("none");
        Assert.Equal("Inconclusive", Text(status, "verdict"));
        Assert.Equal(["there is no NetworkPolicy none in namespace shop"], status["reasons"]!.AsArray().Select(item => (string?)item));
    }

    [Fact]
    public async Task Without_an_agent_on_a_node_nothing_can_be_told_and_that_is_said()
    {
        _cluster.AddAgent("n1");
        _cluster.AddController("one", CompanionCluster.Trial with { RoundTimeout = TimeSpan.FromSeconds(20) });
        await _cluster.LeaderAsync("one");
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var status = await _cluster.VerdictAsync("db");
        Assert.Equal("Inconclusive", Text(status, "verdict"));
        Assert.Contains("the agent of node n2, where shop/db is, did not answer", status["reasons"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_policies_at_once_all_get_their_verdict()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        for (var i = 0; i < 40; i++)
        {
            _cluster.Put(CompanionCluster.Policy($"db-{i}", to: "db", from: "web"));
        }

        for (var i = 0; i < 40; i++)
        {
            Assert.NotNull(Text(await _cluster.VerdictAsync($"db-{i}"), "verdict"));
        }
    }

    private static bool IsAboutJob(JsonObject status) => status["verifiedSpec"]!.ToJsonString().Contains("job", StringComparison.Ordinal);

    private static string? Text(JsonObject status, string field) => (string?)status[field];

    private static IEnumerable<string> Lines(JsonObject status) => status["probeLines"]!.AsArray().Select(line => (string)line!);

    private static JsonObject Check(string policy) => JsonNode.Parse($$"""
        {"apiVersion":"{{CompanionKinds.ApiVersion}}","kind":"EnforcementCheck","metadata":{"name":"{{policy}}","namespace":"shop"},
        "spec":{"policyRef":{"name":"{{policy}}"} } }
        """)!.AsObject();

    private List<JsonObject> Events() => [.. _cluster.Server.Store.Read(BuiltInResources.Events).Objects.Select(item => item.ToNode())];
}

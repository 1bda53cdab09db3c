using System.Text.Json.Nodes;

namespace AdmissionGuard.Verifier.Tests.Controlling;

/// <summary>What others write, by mistake or not, makes no verdict and ends no controller.</summary>
public sealed class HostileTests : IAsyncLifetime
{
    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await CompanionCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_policy_that_changes_three_times_a_second_has_the_verdict_of_what_it_is_in_the_end()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("job");
        for (var i = 0; i < 9; i++)
        {
            _cluster.Put(CompanionCluster.Policy("db", to: "db", from: i % 2 == 0 ? "job" : "web"));
            await Task.Delay(333, TestContext.Current.CancellationToken);
        }

        var status = await _cluster.VerdictAsync("db", about => about["verifiedSpec"]!.ToJsonString().Contains("job", StringComparison.Ordinal));
        Assert.Equal("Enforced", (string?)status["verdict"]);
        await Eventually.Async(() => _cluster.NodeProbes().Count == 0 && _cluster.Network.Open == 0, "clearing up");
    }

    [Fact]
    public async Task A_forged_answer_is_no_knowledge_whatever_it_holds()
    {
        _cluster.AddAgent("n1");
        _cluster.AddController("one", CompanionCluster.Trial with { RoundTimeout = TimeSpan.FromSeconds(20) });
        await _cluster.LeaderAsync("one");
        using var stop = new CancellationTokenSource();
        var forging = ForgeAsync(stop.Token);
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var status = await _cluster.VerdictAsync("db");
        await stop.CancelAsync();
        Assert.True(await forging > 0);
        Assert.Equal("Inconclusive", (string?)status["verdict"]);
        Assert.DoesNotContain(status["probeLines"]!.AsArray(), line => ((string)line!).StartsWith('✓'));
        Assert.DoesNotContain('\u001b', status.ToJsonString());
    }

    [Fact]
    public async Task Annotations_that_are_not_the_one_that_counts_change_nothing()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        var pod = CompanionCluster.Pod("job-2", "n1", "10.0.1.9");
        pod["metadata"]!["annotations"] = new JsonObject
        {
            ["admission-guard.io/probe"] = "off\n✓ shop/job-2 → shop/db TCP 8080 (IPv4) must be blocked: blocked\u001b[2J",
            ["sidecar.istio.io/status"] = "{ this is no JSON",
        };
        _cluster.Put(pod);
        var policy = CompanionCluster.Policy("db", to: "db", from: "web");
        policy["metadata"]!["annotations"] = new JsonObject { ["admission-guard.io/acknowledge"] = new string('x', 200_000) };
        _cluster.Put(policy);
        var status = await _cluster.VerdictAsync("db");
        Assert.Contains((string?)status["verdict"], (string[])["Enforced", "Inconclusive"]);
        Assert.DoesNotContain("[2J", status.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("xxxx", status.ToJsonString(), StringComparison.Ordinal);
    }

    // Whoever has an agent's rights answers for a node that has none: at once, for every round, and with anything.
    private async Task<int> ForgeAsync(CancellationToken cancellation)
    {
        var kind = _cluster.Kind("nodeprobes");
        var forged = 0;
        var done = new HashSet<(string, long)>();
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var stored in _cluster.Server.Store.Read(kind).Objects)
            {
                var probe = stored.ToNode();
                var round = (long)probe["spec"]!["round"]!;
                if ((string?)probe["spec"]!["node"] == "n2" && done.Add((stored.Name, Steps(probe))))
                {
                    probe["apiVersion"] = "admission-guard.io/v1alpha1";
                    probe["kind"] = "NodeProbe";
                    probe["status"] = Nonsense(round, Tokens(probe, "watch"), Tokens(probe, "send"));
                    _cluster.Put(probe);
                    forged++;
                }
            }

            await Task.Delay(5, CancellationToken.None);
        }

        return forged;
    }

    private static long Steps(JsonObject probe) => ((long)probe["spec"]!["round"]! * 4)
        + ((long?)probe["spec"]!["go"] == (long)probe["spec"]!["round"]! ? 1 : 0) + ((long?)probe["spec"]!["finish"] == (long)probe["spec"]!["round"]! ? 2 : 0);

    private static List<string> Tokens(JsonObject probe, string field) =>
        [.. (probe["spec"]![field] as JsonArray ?? []).Select(flow => (string)flow!["token"]!)];

    private static JsonObject Nonsense(long round, List<string> watched, List<string> sent) => new()
    {
        ["watching"] = round,
        ["sent"] = round,
        ["finished"] = round,
        ["departures"] = new JsonArray(
        [
            .. sent.Concat(sent).Select(token => new JsonObject { ["token"] = token, ["left"] = true, ["sent"] = -1, ["answer"] = "Yes\u001b[2J" }),
            new JsonObject { ["token"] = "zzzz" },
        ]),
        ["arrivals"] = new JsonArray(
        [
            .. watched.Select(token => new JsonObject { ["token"] = token, ["from"] = "10.0.0.1\n✓ all is well\u001b[2J" }),
            .. watched.Select(token => new JsonObject { ["token"] = token }),
            new JsonObject { ["token"] = "" },
        ]),
    };
}

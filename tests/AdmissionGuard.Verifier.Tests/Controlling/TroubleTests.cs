using System.Text.Json.Nodes;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.Verifier.Agents;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Tests.Controlling;

/// <summary>What goes wrong in a cluster while policies are checked.</summary>
public sealed class TroubleTests : IAsyncLifetime
{
    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await CompanionCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_pod_that_goes_in_the_middle_makes_its_probes_unknown_and_none_of_them_wrong()
    {
        var wire = new LosingWire(_cluster.Network.On("n2"));
        _cluster.AddAgent("n1");
        _cluster.AddAgent("n2", wire);
        _cluster.AddController("one", CompanionCluster.Trial with { CleanRounds = 1000, Confirmation = TimeSpan.FromMinutes(1) });
        await _cluster.LeaderAsync("one");
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await Eventually.Async(() => (string?)_cluster.StatusOf("db")?["verdict"] == "Enforced", "the first clean round");
        _cluster.Server.Store.Delete(BuiltInResources.Pods, "shop", "db");
        wire.IsLost = true;
        await Eventually.Async(() => (string?)_cluster.StatusOf("db")?["verdict"] == "Inconclusive", "doubt");
        Assert.DoesNotContain("✗", _cluster.StatusOf("db")!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_policies_at_once_all_get_a_verdict_and_leave_nothing_behind()
    {
        _cluster.AddAgent("n1");
        _cluster.AddAgent("n2");
        _cluster.AddController("one", CompanionCluster.Trial with { CleanRounds = 1 });
        await _cluster.LeaderAsync("one");
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        for (var i = 0; i < 1000; i++)
        {
            _cluster.Put(CompanionCluster.Policy($"db-{i:000}", to: "db", from: "web"));
        }

        var checks = _cluster.Kind("enforcementchecks");
        for (var waited = 0; Done() < 1000 && waited < 600; waited++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        Assert.Equal(1000, Done());
        await Eventually.Async(() => _cluster.NodeProbes().Count == 0 && _cluster.Network.Open == 0, "clearing up");

        int Done() => _cluster.Server.Store.Read(checks).Objects.Count(item => (string?)item.ToNode()["status"]?["phase"] == "Done");
    }

    [Fact]
    public async Task An_agent_that_says_what_arrived_at_another_node_is_not_believed()
    {
        _cluster.AddAgent("n1", new LyingWire(_cluster.Network.On("n1")));
        _cluster.AddAgent("n2");
        _cluster.AddController("one");
        await _cluster.LeaderAsync("one");
        _cluster.Network.Passes = (from, to, port) =>
            !to.Name.StartsWith("web", StringComparison.Ordinal) || from is null || (from.Value.Name == "job" && port == 8080);

        // Of two destinations one is on n1, whose agent is asked about that one and speaks of the other too.
        _cluster.Put(CompanionCluster.Policy("web", to: "web", from: "job"));
        var status = await _cluster.VerdictAsync("web");
        Assert.Equal(("Enforced", "[]"), ((string?)status["verdict"], status["reasons"]!.ToJsonString()));
    }

    [Fact]
    public async Task A_hostile_annotation_is_repeated_in_no_Event()
    {
        _cluster.AddAgent("n1");
        _cluster.AddAgent("n2");
        _cluster.AddController("one", review: new ReviewOptions { Quiet = TimeSpan.FromMilliseconds(100), Pulse = TimeSpan.FromMilliseconds(20) });
        await _cluster.KnownAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        var hostile = "\u001b]0;owned\u0007\n" + string.Concat(Enumerable.Repeat("isolation-starts=00000000,", 4000));
        var policy = CompanionCluster.Policy("db", to: "db", from: "web");
        policy["metadata"]!["annotations"] = new JsonObject
        {
            ["admission-guard.io/acknowledge"] = hostile,
            ["kubectl.kubernetes.io/last-applied-configuration"] = string.Concat(Enumerable.Repeat("[{", 5000)),
        };
        _cluster.Put(policy);
        var status = await _cluster.VerdictAsync("db");
        Assert.Equal("Enforced", (string?)status["verdict"]);
        var told = await _cluster.EventAsync("db", "IsolationStarts");
        Assert.DoesNotContain((string)told["message"]!, char.IsControl);
        Assert.DoesNotContain("owned", told.ToJsonString(), StringComparison.Ordinal);
    }

    // Watches until the pods are gone, and then says so, as an agent does that finds no process of a pod.
    private sealed class LosingWire(INodeWire honest) : INodeWire
    {
        public bool IsLost { get; set; }

        public async Task<INodeWatch> WatchAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation)
        {
            var watch = await honest.WatchAsync(IsLost ? [] : flows, cancellation);
            return IsLost ? new LostWatch(watch, flows) : watch;
        }

        public Task<IReadOnlyDictionary<ProbeToken, Departure>> SendAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation) =>
            honest.SendAsync(flows, cancellation);
    }

    private sealed class LostWatch(INodeWatch honest, IReadOnlyList<Flow> lost) : INodeWatch
    {
        public IReadOnlyDictionary<ProbeToken, Arrival> Blind { get; } =
            lost.ToDictionary(flow => flow.Token, _ => Arrival.Unseeing("none of its processes runs here"));

        public Task<IReadOnlyDictionary<ProbeToken, Arrival>> FinishAsync() => honest.FinishAsync();

        public ValueTask DisposeAsync() => honest.DisposeAsync();
    }

    // Adds to what it saw at its own pods that everything which it ever sent has arrived.
    private sealed class LyingWire(INodeWire honest) : INodeWire
    {
        private readonly List<Flow> _sent = [];

        public async Task<INodeWatch> WatchAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation) =>
            new LyingWatch(await honest.WatchAsync(flows, cancellation), _sent);

        public Task<IReadOnlyDictionary<ProbeToken, Departure>> SendAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation)
        {
            lock (_sent)
            {
                _sent.AddRange(flows);
            }

            return honest.SendAsync(flows, cancellation);
        }
    }

    private sealed class LyingWatch(INodeWatch honest, List<Flow> sent) : INodeWatch
    {
        public IReadOnlyDictionary<ProbeToken, Arrival> Blind => honest.Blind;

        public async Task<IReadOnlyDictionary<ProbeToken, Arrival>> FinishAsync()
        {
            var arrivals = new Dictionary<ProbeToken, Arrival>(await honest.FinishAsync());
            lock (sent)
            {
                foreach (var flow in sent)
                {
                    arrivals.TryAdd(flow.Token, new Arrival(0, flow.Source, null));
                }
            }

            return arrivals;
        }

        public ValueTask DisposeAsync() => honest.DisposeAsync();
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>The whole way: a change, a plan, rounds on the wire of a cluster whose data plane does this or that, a verdict.</summary>
/// <param name="Trial">What came of it.</param>
/// <param name="SinceEnforced">From when the data plane had the policies to the end of the first clean round; null when there was none.</param>
internal sealed record Enactment(Trial Trial, TimeSpan? SinceEnforced)
{
    // As short as tests can be: a data plane that never comes right is watched until the end, on a busy machine for a few rounds.
    private static TrialOptions Options(EnforcementVerdict right, TimeSpan delay) => new()
    {
        Settle = TimeSpan.FromSeconds(2) + (delay * 2),
        Timeout = TimeSpan.FromSeconds(right == EnforcementVerdict.Enforced ? 30 : 4),
        CleanRounds = 3,
        ConfirmingPause = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>Enacts the creation of the shop's policies.</summary>
    public static async Task<Enactment> OfAsync(Situation situation, CancellationToken cancellation)
    {
        using var cluster = Shop.Build();
        var cni = new StandInCni(cluster, Shop.Namespaces);
        using var trap = situation.Trap is null ? null : await situation.Trap(cluster);
        var wire = new StagedWire(new LocalWire(cluster.Options, TimeProvider.System), cluster, cni, situation);
        return await OfAsync(cluster, Shop.Namespaces, Shop.Policies, wire, () => cni.Apply(Shop.Policies, situation.Mode), situation.Delay, situation.Right, cancellation);
    }

    /// <summary>Enacts the creation of policies.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="namespaces">Its namespaces.</param>
    /// <param name="policies">What is created.</param>
    /// <param name="wire">Its wire.</param>
    /// <param name="enforce">Gives the policies to the data plane.</param>
    /// <param name="delay">How late.</param>
    /// <param name="right">The verdict that is expected: until then it is watched.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Enactment> OfAsync(
        TestCluster cluster, IEnumerable<Namespace> namespaces, IEnumerable<NetworkPolicy> policies,
        IWire wire, Action enforce, TimeSpan delay, EnforcementVerdict right, CancellationToken cancellation)
    {
        var state = new ClusterState
        {
            Namespaces = [.. namespaces],
            Nodes = [.. Enumerable.Range(1, cluster.NodeCount).Select(node => new Node(TestCluster.NodeName(node), TestCluster.NodeEnd(node).Addresses))],
            Pods = [.. cluster.Pods.Select(pod => pod.Pod with { Runtime = new PodRuntime(pod.Uid, IsRunning: true) })],
        };
        var plan = Planner.Plan(
            state, [.. policies.Select(policy => new PolicyChange(policy.Key, null, policy))], new PlanOptions { UdpPorts = [53], IpBlockMatchesPods = true });
        var start = TimeProvider.System.GetTimestamp();
        TimeSpan? enforced = null;
        var enforcing = Task.Run(
            async () =>
            {
                await Task.Delay(delay, cancellation);
                enforce();
                enforced = TimeProvider.System.GetElapsedTime(start);
            },
            cancellation);
        if (delay == TimeSpan.Zero)
        {
            await enforcing;
            start = TimeProvider.System.GetTimestamp();
            enforced = TimeSpan.Zero;
        }

        var trial = await TrialRun.RunAsync(plan, wire, Options(right, delay), TimeProvider.System, null, cancellation);
        await enforcing;
        return new Enactment(trial, trial.Latency - enforced);
    }

    // What a situation does between rounds and in the middle of one.
    private sealed class StagedWire(LocalWire wire, TestCluster cluster, StandInCni cni, Situation situation) : IWire
    {
        public async Task<ImmutableArray<Observation>> RunRoundAsync(
            ImmutableArray<Probe> probes, int round, CancellationToken cancellation)
        {
            if (situation.WrongEvery > 0)
            {
                cni.Apply(Shop.Policies, round % situation.WrongEvery == 0 ? StandInMode.IgnoresEverything : situation.Mode);
            }

            var running = wire.RunRoundAsync(probes, round, cancellation);
            if (round == 2 && situation.Meanwhile is { } happens)
            {
                await Task.Delay(300, cancellation);
                happens(cluster);
            }

            return await running;
        }
    }
}

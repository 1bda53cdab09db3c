using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>A data plane, or a trap in it, and the verdict on the shop's policies that is right for it.</summary>
/// <param name="Name">As the documentation names it.</param>
/// <param name="Right">The verdict.</param>
internal sealed record Situation(string Name, EnforcementVerdict Right)
{
    /// <summary>What the data plane makes of policies.</summary>
    public StandInMode Mode { get; init; } = StandInMode.Enforces;

    /// <summary>How long after the change it begins to.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>In each round of so many it ignores everything; 0: in none.</summary>
    public int WrongEvery { get; init; }

    /// <summary>What is done to the cluster before the first round; it is undone after the last.</summary>
    public Func<TestCluster, Task<IDisposable?>>? Trap { get; init; }

    /// <summary>What happens in the middle of the second round.</summary>
    public Action<TestCluster>? Meanwhile { get; init; }

    /// <summary>All of them, as the documentation lists them.</summary>
    public static IReadOnlyList<Situation> All { get; } =
    [
        new("enforces", EnforcementVerdict.Enforced),
        new("ignores everything (Flannel)", EnforcementVerdict.NotEnforced) { Mode = StandInMode.IgnoresEverything },
        new("enforces after 3 s", EnforcementVerdict.Enforced) { Delay = TimeSpan.FromSeconds(3) },
        new("rejects with ICMP instead of dropping (kube-router)", EnforcementVerdict.Enforced) { Mode = StandInMode.Rejects },
        new("rejects with TCP resets", EnforcementVerdict.Enforced) { Mode = StandInMode.RejectsWithReset },
        new("ingress only", EnforcementVerdict.Partial) { Mode = StandInMode.IngressOnly },
        new("egress only", EnforcementVerdict.Partial) { Mode = StandInMode.EgressOnly },
        new("loses one peer", EnforcementVerdict.Partial) { Mode = StandInMode.LosesOnePeer },
        new("named ports on the wrong pod", EnforcementVerdict.Partial) { Mode = StandInMode.NamedPortsOnTheWrongPod },
        new("right on one node and wrong on the other", EnforcementVerdict.Partial) { Mode = StandInMode.RightOnOneNode },
        new("one round in three wrong", EnforcementVerdict.Partial) { WrongEvery = 3 },
        new("translates addresses between nodes", EnforcementVerdict.Enforced) { Mode = StandInMode.TranslatesBetweenNodes },
        new("blocks everything", EnforcementVerdict.Partial) { Mode = StandInMode.BlocksEverything },
        new("closed ports, no listener anywhere, ignores everything", EnforcementVerdict.NotEnforced) { Mode = StandInMode.IgnoresEverything },
        new("every port listens", EnforcementVerdict.Enforced) { Trap = Traps.ListenersAsync },
        new("a sidecar answers every connect to db", EnforcementVerdict.Enforced) { Trap = Traps.SidecarAtTheDestinationAsync },
        new("a sidecar answers every connect to db, ignores everything", EnforcementVerdict.NotEnforced)
        {
            Mode = StandInMode.IgnoresEverything,
            Trap = Traps.SidecarAtTheDestinationAsync,
        },
        new("a sidecar takes every connect of web, ignores everything", EnforcementVerdict.NotEnforced)
        {
            Mode = StandInMode.IgnoresEverything,
            Trap = Traps.SidecarAtTheSourceAsync,
        },
        new("a sidecar takes every connect of web", EnforcementVerdict.Inconclusive) { Trap = Traps.SidecarAtTheSourceAsync },
        new("the observer in db is blind", EnforcementVerdict.Inconclusive) { Trap = Traps.BlindObserverAsync },
        new("the observer in db is in a namespace that is not db's", EnforcementVerdict.Inconclusive) { Trap = Traps.StaleSandboxAsync },
        new("db ends meanwhile", EnforcementVerdict.Inconclusive) { Meanwhile = cluster => cluster["shop/db"].Dispose() },
        new("db answers nothing", EnforcementVerdict.Enforced) { Trap = Traps.SilentAsync },
    ];
}

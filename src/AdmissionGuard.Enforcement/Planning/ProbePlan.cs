using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>What is probed to prove a change, what cannot be, and what was left out for there being too much.</summary>
/// <param name="Probes">In the order in which they are shown, companions last; each id once.</param>
/// <param name="Unprobed">What cannot be probed, and why; sorted, none twice.</param>
/// <param name="LeftOut">What the bounds of a plan left out, in words; empty when nothing.</param>
public sealed record ProbePlan(ImmutableArray<Probe> Probes, ImmutableArray<Unprobed> Unprobed, ImmutableArray<string> LeftOut)
{
    /// <summary>Nothing to probe.</summary>
    public static ProbePlan Empty { get; } = new([], [], []);

    /// <summary>The probes that are judged: all but companions.</summary>
    public IEnumerable<Probe> Judged => Probes.Where(probe => probe.Role != ProbeRole.Companion);
}

/// <summary>Something that cannot be probed.</summary>
/// <param name="What">What it is about: a pod, a direction of a policy, a port.</param>
/// <param name="Reason">Why not, in words.</param>
/// <param name="IsGap">
/// Whether a direction of the change stays without any proof for it, so that no verdict may call the change enforced.
/// </param>
public sealed record Unprobed(string What, string Reason, bool IsGap = false);

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Reporting;

namespace AdmissionGuard.Enforcement;

/// <summary>Proves a change once, from the plan to the verdict, on a wire that reaches some of the cluster's pods.</summary>
public static class EnforcementRun
{
    /// <summary>
    /// The change that brings a stored policy into a cluster without it, which is what must hold while it is stored; null when there is no
    /// such policy.
    /// </summary>
    public static PolicyChange? Stored(ClusterState state, ObjectKey key) =>
        state.Policies.FirstOrDefault(policy => policy.Key == key) is { } policy ? new PolicyChange(key, null, policy) : null;

    /// <summary>What would be probed.</summary>
    public static TrialReport PlanOnly(ClusterState state, IReadOnlyList<PolicyChange> changes, PlanOptions options) =>
        new([.. changes.Select(change => change.Key).Order()], Planner.Plan(state, changes, options), null);

    /// <summary>Plans for the pods that the wire reaches, probes them round after round, and judges.</summary>
    /// <param name="state">The cluster, read for probing.</param>
    /// <param name="changes">The policies before and after, each once.</param>
    /// <param name="wire">The wire.</param>
    /// <param name="plan">How much is probed.</param>
    /// <param name="trial">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told after each round; null when nobody is interested.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="WireException">Nothing can be probed here.</exception>
    public static async Task<TrialReport> ProveAsync(
        ClusterState state, IReadOnlyList<PolicyChange> changes, IWire wire, PlanOptions plan, TrialOptions trial, TimeProvider time,
        IProgress<Trial>? progress, CancellationToken cancellation)
    {
        var uids = PodsInReach.Uids(state);
        var reached = await wire.FindAsync(uids, cancellation);
        if (reached.Count == 0 && uids.Count > 0)
        {
            throw new WireException(
                $"none of the {uids.Count} pods that could be probed runs on this machine; run this where they run, in the node's PID namespace");
        }

        var report = PlanOnly(PodsInReach.Mark(state, reached), changes, plan);
        return report with { Trial = await TrialRun.RunAsync(report.Plan, wire, trial, time, progress, cancellation) };
    }
}

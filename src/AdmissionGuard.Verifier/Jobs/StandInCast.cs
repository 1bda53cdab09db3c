using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>Who stands for whom: for each pod that is a destination one that listens, for each that is a source one that connects.</summary>
/// <param name="Listeners">By the pod that they stand for.</param>
/// <param name="Connectors">By the pod that they stand for.</param>
internal sealed record StandInCast(
    ImmutableSortedDictionary<ObjectKey, StandIn> Listeners, ImmutableSortedDictionary<ObjectKey, StandIn> Connectors)
{
    /// <summary>All that a plan needs, always the same for the same plan and run.</summary>
    public static StandInCast Of(ProbePlan plan, ClusterState state, string run)
    {
        var pods = state.Pods.ToDictionary(pod => pod.Key);
        var number = 0;
        var listeners = plan.Probes.GroupBy(probe => probe.Destination.Pod!.Value).OrderBy(group => group.Key).ToList();
        var sources = plan.Probes.Where(probe => !probe.Source.IsNode).Select(probe => probe.Source.Pod!.Value).Distinct().Order().ToList();
        return new StandInCast(
            listeners.ToImmutableSortedDictionary(
                group => group.Key,
                group => new StandIn(pods[group.Key], Name(group.Key), [.. group.Select(probe => probe.Port).Distinct().Order().Take(StandIn.MostPorts)])),
            sources.ToImmutableSortedDictionary(key => key, key => new StandIn(pods[key], Name(key), [])));

        ObjectKey Name(ObjectKey key) => new(key.Namespace, $"admission-guard-{run}-{++number}");
    }

    /// <summary>A plan whose ends are where their stand-ins are; they are called by the pods that they stand for.</summary>
    public static ProbePlan Placed(ProbePlan plan, StandInStage stage)
    {
        return plan with
        {
            Probes = [.. plan.Probes.Select(probe =>
            {
                var to = Placed(probe.Destination, stage.ListenerOf(probe)?.State);
                return probe with
                {
                    Destination = to,
                    Source = probe.Source.IsNode ? probe.Source with { Node = to.Node } : Placed(probe.Source, stage.ConnectorOf(probe)?.State),
                };
            })],
        };

        static ProbeEnd Placed(ProbeEnd end, StandInState? state) => state is StandInState.Running running
            ? end with { Node = running.Node, Addresses = [.. running.Addresses.DistinctBy(address => address.Family)] }
            : end;
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Planning;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>Finds the pods that nothing may stand for.</summary>
internal static class StandInReach
{
    /// <summary>The cluster without other runs' stand-ins, and with those pods marked.</summary>
    public static ClusterState Of(ClusterState state)
    {
        var publishing = state.Services.Where(service => service is { PublishesNotReady: true, Selector: not null })
            .ToLookup(service => service.Key.Namespace, StringComparer.Ordinal);
        var real = state with { Pods = [.. state.Pods.Where(pod => !pod.Labels.TryGetValue(JobObjects.RunLabel, out _))] };

        // spec.publishNotReadyAddresses: "any agent which deals with endpoints for this Service should disregard any indications of
        // ready/not-ready". A gate keeps no stand-in out of it, and clients would be sent to one.
        return PodsInReach.Mark(real, pod => publishing[pod.Key.Namespace].FirstOrDefault(service => service.Selector!.Matches(pod.Labels)) is { } service
            ? $"Service {service.Key} publishes what is not ready (publishNotReadyAddresses): a stand-in would get its clients"
            : null);
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>
/// Finds for a probe another one that must arrive at the same port of the same pod: best one that takes the same way, from the source's
/// own node, else from another pod, else from the destination's own node, whose traffic policies never forbid. A probe that must arrive
/// itself has always the node.
/// </summary>
internal sealed class Companions(Connections connections, IReadOnlyList<ConnectionEnd> pool)
{
    /// <summary>The companion's source; null when there is none.</summary>
    public ProbeEnd? SourceFor(Candidate candidate)
    {
        // What must arrive is vouched for by what no policy can forbid: else a network that blocks too much, so that nothing allowed
        // arrives either, could not be told from a destination that is gone.
        if (candidate.Expectation == Expectation.Arrive && Ends.NodeOf(candidate.To.Pod!, candidate.Family) is { } node)
        {
            return node;
        }

        var allowed = pool.Where(end => end.Pod!.Key != candidate.From.Pod!.Key && end.Pod.Key != candidate.To.Pod!.Key
                && Ends.Has(end.Pod, candidate.Family)
                && connections.Of(end, candidate.To, candidate.Family, candidate.Protocol, candidate.Port) is { After: true })
            .OrderBy(end => end.Pod!.NodeName == candidate.From.Pod!.NodeName ? 0 : end.Pod.NodeName == candidate.To.Pod!.NodeName ? 2 : 1)
            .FirstOrDefault();
        return allowed is not null ? Ends.Of(allowed.Pod!) : Ends.NodeOf(candidate.To.Pod!, candidate.Family);
    }
}

/// <summary>Makes ends of pods.</summary>
internal static class Ends
{
    public static bool Has(Pod pod, IpFamily family) => pod.Addresses.Any(address => address.Family == family);

    public static ProbeEnd Of(Pod pod) => new(pod.Key, pod.Runtime!.Uid, pod.NodeName!, [.. pod.Addresses.DistinctBy(address => address.Family)]);

    /// <summary>The node of a pod; null when it has no address of the family.</summary>
    public static ProbeEnd? NodeOf(Pod pod, IpFamily family) => pod.HostAddresses.Any(address => address.Family == family)
        ? new ProbeEnd(null, "", pod.NodeName!, [.. pod.HostAddresses.DistinctBy(address => address.Family)])
        : null;
}

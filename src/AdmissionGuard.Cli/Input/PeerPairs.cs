using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>
/// The pairs of pods that have to be asked about so that every pair is answered: pods of a class differ in nothing but their nodes, and
/// nodes count only where the other end is a node's address.
/// </summary>
internal static class PeerPairs
{
    public static IEnumerable<(ConnectionEnd From, ConnectionEnd To)> Of(Peer source, Peer target)
    {
        if (source.Address is { } origin)
        {
            return NodeMates(target, pod => pod.HostAddresses.Contains(origin)).Select(end => (Of(origin), end));
        }

        if (target.Address is { } destination)
        {
            return NodeMates(source, pod => pod.HostAddresses.Contains(destination)).Select(end => (end, Of(destination)));
        }

        return source.Classes.SelectMany(sources => target.Classes.SelectMany(targets => Of(source, sources, target, targets)));
    }

    private static IEnumerable<(ConnectionEnd From, ConnectionEnd To)> Of(Peer source, PodClass sources, Peer target, PodClass targets) =>
        (sources.Any.HostNetwork, targets.Any.HostNetwork) switch
        {
            (true, false) => OnEachNode(source, sources).SelectMany(host =>
                NodeMates(target with { Classes = [targets] }, pod => IsOn(host, pod)).Select(end => (Of(sources, host), end))),
            (false, true) => OnEachNode(target, targets).SelectMany(host =>
                NodeMates(source with { Classes = [sources] }, pod => IsOn(host, pod)).Select(end => (end, Of(targets, host)))),
            _ => [Two(sources, [.. source.PodsOf(sources).Take(2)], targets, [.. target.PodsOf(targets).Take(2)])],
        };

    // Two pods of one workload are two endpoints; a pod itself is meant only where there is no other.
    private static (ConnectionEnd From, ConnectionEnd To) Two(PodClass sources, Pod[] sourcePods, PodClass targets, Pod[] targetPods) =>
        Array.Find(targetPods, pod => !ReferenceEquals(pod, sourcePods[0])) is { } other
            ? (Of(sources, sourcePods[0]), Of(targets, other))
            : (Of(sources, sourcePods[^1]), Of(targets, targetPods[0]));

    private static IEnumerable<Pod> OnEachNode(Peer peer, PodClass pods) =>
        peer.PodsOf(pods).DistinctBy(pod => pod.NodeName, StringComparer.Ordinal);

    // One pod for which the other end is its own node, and one for which it is not.
    private static IEnumerable<ConnectionEnd> NodeMates(Peer peer, Func<Pod, bool> isMate) =>
        peer.Classes.SelectMany(pods => peer.PodsOf(pods).DistinctBy(isMate).Select(pod => Of(pods, pod)));

    private static bool IsOn(Pod hostNetwork, Pod other) =>
        other.NodeName is not null && string.Equals(hostNetwork.NodeName, other.NodeName, StringComparison.Ordinal);

    private static ConnectionEnd Of(IpAddress address) => new(null, null, address);

    private static ConnectionEnd Of(PodClass pods, Pod pod) => new(pods, pod, null);
}

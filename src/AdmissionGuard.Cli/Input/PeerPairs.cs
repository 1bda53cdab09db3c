using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>Two pods, or a pod and an address, that stand for all pairs of their like.</summary>
/// <param name="From">Where the connection starts.</param>
/// <param name="To">Where it arrives.</param>
/// <param name="Count">How many pairs they stand for.</param>
internal readonly record struct PeerPair(ConnectionEnd From, ConnectionEnd To, long Count);

/// <summary>
/// The pairs of pods that have to be asked about so that every pair is answered: pods of a class differ in nothing but their nodes, and
/// nodes count only where the other end is a node's address.
/// </summary>
internal static class PeerPairs
{
    public static IEnumerable<PeerPair> Of(Peer source, Peer target)
    {
        if (source.Address is { } origin)
        {
            return target.Classes.SelectMany(pods => NodeMates(target, pods, pod => pod.HostAddresses.Contains(origin)))
                .Select(end => new PeerPair(Of(origin), end.End, end.Count));
        }

        if (target.Address is { } destination)
        {
            return source.Classes.SelectMany(pods => NodeMates(source, pods, pod => pod.HostAddresses.Contains(destination)))
                .Select(end => new PeerPair(end.End, Of(destination), end.Count));
        }

        return source.Classes.SelectMany(sources => target.Classes.SelectMany(targets => Of(source, sources, target, targets)));
    }

    private static IEnumerable<PeerPair> Of(Peer source, PodClass sources, Peer target, PodClass targets) =>
        (sources.Any.HostNetwork, targets.Any.HostNetwork) switch
        {
            (true, false) => OnEachNode(source, sources).SelectMany(host => NodeMates(target, targets, pod => IsOn(host.Pod, pod))
                .Select(end => new PeerPair(Of(sources, host.Pod), end.End, end.Count * host.Count))),
            (false, true) => OnEachNode(target, targets).SelectMany(host => NodeMates(source, sources, pod => IsOn(host.Pod, pod))
                .Select(end => new PeerPair(end.End, Of(targets, host.Pod), end.Count * host.Count))),
            _ => [Two(sources, source.PodsOf(sources), targets, target.PodsOf(targets))],
        };

    // Two pods of one workload are two endpoints; a pod itself is meant only where there is no other.
    private static PeerPair Two(PodClass sources, IReadOnlyList<Pod> sourcePods, PodClass targets, IReadOnlyList<Pod> targetPods)
    {
        var first = sourcePods[0];
        if (targetPods.FirstOrDefault(pod => !ReferenceEquals(pod, first)) is not { } other)
        {
            return new PeerPair(Of(sources, sourcePods[^1]), Of(targets, targetPods[0]), Math.Max(1, sourcePods.Count - 1));
        }

        var itself = ReferenceEquals(sources, targets) ? Math.Min(sourcePods.Count, targetPods.Count) : 0;
        return new PeerPair(Of(sources, first), Of(targets, other), ((long)sourcePods.Count * targetPods.Count) - itself);
    }

    private static IEnumerable<(Pod Pod, int Count)> OnEachNode(Peer peer, PodClass pods) =>
        peer.PodsOf(pods).GroupBy(pod => pod.NodeName, StringComparer.Ordinal).Select(group => (group.First(), group.Count()));

    // One pod for which the other end is its own node, and one for which it is not.
    private static IEnumerable<(ConnectionEnd End, int Count)> NodeMates(Peer peer, PodClass pods, Func<Pod, bool> isMate) =>
        peer.PodsOf(pods).GroupBy(isMate).Select(group => (Of(pods, group.First()), group.Count()));

    private static bool IsOn(Pod hostNetwork, Pod other) =>
        other.NodeName is not null && string.Equals(hostNetwork.NodeName, other.NodeName, StringComparison.Ordinal);

    private static ConnectionEnd Of(IpAddress address) => new(null, null, address);

    private static ConnectionEnd Of(PodClass pods, Pod pod) => new(pods, pod, null);
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The paths between pods and the API server. It is no pod that a selector could match: its traffic has the address of a node or of a
/// machine outside the cluster. Where its pods are seen in kube-system their addresses are known; elsewhere it may be at any address
/// outside, and a path is open when it is from or to any.
/// </summary>
internal sealed class ApiServerPaths(Simulation simulation)
{
    private static readonly LabelSelector Label = LabelSelector.MatchLabels(("component", "kube-apiserver"));

    // Where it listens: a pod's connection to the Service "kubernetes" has been translated when policies are asked.
    private static readonly ConnectionSet Listening = ConnectionSet.Of(Protocol.Tcp, 443).Union(ConnectionSet.Of(Protocol.Tcp, 6443));

    /// <summary>The addresses of the API servers; empty where they are not known.</summary>
    public ImmutableArray<IpAddress> Addresses { get; } =
    [
        .. (simulation.Index.Find("kube-system")?.HostNetworkClasses ?? []).Where(pods => Label.Matches(pods.Labels))
            .SelectMany(pods => pods.Pods).SelectMany(pod => pod.HostAddresses.IsEmpty ? pod.Addresses : pod.HostAddresses).Distinct().Order(),
    ];

    /// <summary>How far the API servers reach a port of pods.</summary>
    public PathState To(PodClass pods, int port, bool after)
    {
        var connection = ConnectionSet.Of(Protocol.Tcp, port);
        var map = Map(pods, Direction.Ingress, after);

        // "Traffic from the node where a Pod is running is always allowed", and an API server may run there.
        var elsewhere = Addresses.Where(address => pods.Pods.Any(pod => !pod.HostAddresses.Contains(address))).ToList();
        return Addresses.IsEmpty ? Any(map, connection) : State(elsewhere.ConvertAll(address => !map.At(address).Intersect(connection).IsEmpty));
    }

    /// <summary>How far pods reach the API servers.</summary>
    public PathState From(PodClass pods, bool after)
    {
        var map = Map(pods, Direction.Egress, after);
        return Addresses.IsEmpty ? Any(map, Listening) : State([.. Addresses.Select(address => !map.At(address).Intersect(Listening).IsEmpty)]);
    }

    /// <summary>Whether pods reach any address outside the cluster on some ports.</summary>
    public bool LeavesTheCluster(PodClass pods, ConnectionSet connections, bool after) =>
        Any(Map(pods, Direction.Egress, after), connections) == PathState.Open;

    private ExternalMap Map(PodClass pods, Direction direction, bool after)
    {
        var (before, now) = simulation.Views.Of(pods, direction);
        return simulation.Evaluator.Of(after ? now : before, direction, pods.Namespace, pods.Ports).External;
    }

    private static PathState Any(ExternalMap map, ConnectionSet connections) =>
        map.Entries.Any(entry => !entry.Connections.Intersect(connections).IsEmpty) ? PathState.Open : PathState.Closed;

    private static PathState State(IReadOnlyCollection<bool> isOpen) =>
        isOpen.All(open => open) ? PathState.Open : isOpen.Any(open => open) ? PathState.Partly : PathState.Closed;
}

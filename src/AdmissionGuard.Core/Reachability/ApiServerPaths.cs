using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The paths between pods and the API server. It is no pod that a selector could match: its traffic has the address of a node or of a
/// machine outside the cluster. Where its pods are seen in kube-system their addresses are known; elsewhere it may be at any address
/// outside, and a path is open when it is from or to any. Where agents in the cluster carry its calls, these come from the agents.
/// </summary>
internal sealed class ApiServerPaths
{
    /// <summary>The namespace of what belongs to the control plane.</summary>
    public const string Place = "kube-system";

    private static readonly LabelSelector Label = LabelSelector.MatchLabels(("component", "kube-apiserver"));

    private static readonly ObjectKey Kubernetes = new("default", "kubernetes");

    private readonly Simulation _simulation;
    private readonly Lazy<ImmutableArray<ImmutableArray<IpAddress>>> _servers;
    private readonly Lazy<ImmutableArray<ImmutableArray<IpAddress>>> _origins;
    private readonly Lazy<ImmutableArray<int>> _ports;
    private readonly Lazy<ApiServerAgents> _agents;

    public ApiServerPaths(Simulation simulation)
    {
        _simulation = simulation;
        var place = simulation.Index.Find(Place);

        // Most changes concern nobody whom the API server calls or who calls it.
        _servers = new(() => MachinesOf((place?.HostNetworkClasses ?? []).Where(pods => Label.Matches(pods.Labels))));
        _origins = new(() => Agents.OnNodes.IsEmpty ? _servers.Value : MachinesOf(Agents.OnNodes));
        _ports = new(() => PortsOf(simulation.Index.Find(Kubernetes.Namespace)));
        _agents = new(() => ApiServerAgents.In(place));
    }

    /// <summary>The addresses of the API servers; empty where they are not known.</summary>
    public ImmutableArray<IpAddress> Addresses => AddressesOf(_servers.Value);

    /// <summary>The TCP ports that they listen on, one of which has to be open.</summary>
    public ImmutableArray<int> Ports => _ports.Value;

    /// <summary>Through whom the API servers reach pods.</summary>
    public ApiServerAgents Agents => _agents.Value;

    /// <summary>The addresses outside the pods' network that calls of the API servers come from; empty where they are not known.</summary>
    public ImmutableArray<IpAddress> Origins => AddressesOf(_origins.Value);

    /// <summary>How far the API servers reach a port of pods.</summary>
    public PathState To(PodClass pods, int port, bool after)
    {
        if (!Agents.Pods.IsEmpty)
        {
            return State([.. Agents.Pods.Select(agent => Carries(agent, pods, port, after))]);
        }

        var connection = ConnectionSet.Of(Protocol.Tcp, port);
        var map = Map(pods, Direction.Ingress, after);

        // "Traffic from the node where a Pod is running is always allowed", and an API server may run there.
        return _origins.Value.IsEmpty
            ? Any(map, connection)
            : State(_origins.Value.Where(machine => pods.Pods.Any(pod => !pod.HostAddresses.Any(machine.Contains))), map, connection);
    }

    /// <summary>How far pods reach the API servers.</summary>
    public PathState From(PodClass pods, bool after)
    {
        var map = Map(pods, Direction.Egress, after);
        var listening = Ports.Aggregate(ConnectionSet.None, (all, port) => all.Union(ConnectionSet.Of(Protocol.Tcp, port)));
        return _servers.Value.IsEmpty ? Any(map, listening) : State(_servers.Value, map, listening);
    }

    /// <summary>Whether pods reach any address outside the cluster on some ports.</summary>
    public bool LeavesTheCluster(PodClass pods, ConnectionSet connections, bool after) =>
        Any(Map(pods, Direction.Egress, after), connections) == PathState.Open;

    // What an agent carries comes over a connection that it has opened to the control plane, outside the cluster.
    private bool Carries(PodClass agent, PodClass to, int port, bool after)
    {
        if (Map(agent, Direction.Egress, after).Entries.IsEmpty)
        {
            return false;
        }

        return ReferenceEquals(agent, to) || Between(agent, to, after).Contains(Protocol.Tcp, port);
    }

    private ConnectionSet Between(PodClass from, PodClass to, bool after)
    {
        var leaving = _simulation.Evaluator.Between(Policies(from, Direction.Egress, after), Direction.Egress, from.Namespace, from.Ports, to);
        return leaving.Intersect(
            _simulation.Evaluator.Between(Policies(to, Direction.Ingress, after), Direction.Ingress, to.Namespace, to.Ports, from));
    }

    private ExternalMap Map(PodClass pods, Direction direction, bool after) =>
        _simulation.Evaluator.Of(Policies(pods, direction, after), direction, pods.Namespace, pods.Ports).External;

    private PolicySet Policies(PodClass pods, Direction direction, bool after)
    {
        var (before, now) = _simulation.Views.Of(pods, direction);
        return after ? now : before;
    }

    // A pod's connection to the Service "kubernetes" has been translated when policies are asked, except by CNIs that ask them before.
    private static ImmutableArray<int> PortsOf(NamespaceEntry? place)
    {
        var service = place?.Services.FirstOrDefault(service => service.Key == Kubernetes);
        var target = service?.Ports.FirstOrDefault(port => port.Port == 443)?.TargetPort;
        return target == 443 ? [443] : [443, target ?? 6443];
    }

    // Each by its addresses; two pods on one machine are two.
    private static ImmutableArray<ImmutableArray<IpAddress>> MachinesOf(IEnumerable<PodClass> onNodes) =>
        [.. onNodes.SelectMany(pods => pods.Pods).Select(pod => pod.HostAddresses.IsEmpty ? pod.Addresses : pod.HostAddresses)];

    private static ImmutableArray<IpAddress> AddressesOf(ImmutableArray<ImmutableArray<IpAddress>> machines) =>
        [.. machines.SelectMany(machine => machine).Distinct().Order()];

    private static PathState Any(ExternalMap map, ConnectionSet connections) =>
        map.Entries.Any(entry => !entry.Connections.Intersect(connections).IsEmpty) ? PathState.Open : PathState.Closed;

    // A machine of two families speaks to a pod in one of them.
    private static PathState State(IEnumerable<ImmutableArray<IpAddress>> machines, ExternalMap map, ConnectionSet connections) =>
        State([.. machines.Select(machine => machine.Any(address => !map.At(address).Intersect(connections).IsEmpty))]);

    private static PathState State(IReadOnlyCollection<bool> isOpen) =>
        isOpen.All(open => open) ? PathState.Open : isOpen.Any(open => open) ? PathState.Partly : PathState.Closed;
}

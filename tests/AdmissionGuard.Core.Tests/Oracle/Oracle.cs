using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <summary>An end of a connection.</summary>
internal abstract record End;

/// <summary>A pod of the cluster.</summary>
internal sealed record PodEnd(Pod Pod) : End
{
    public override string ToString() => Pod.Key.ToString();
}

/// <summary>An address that belongs to no pod network: something outside the cluster, or a node.</summary>
internal sealed record AddressEnd(IpAddress Address) : End
{
    public override string ToString() => Address.ToString();
}

/// <summary>
/// A second opinion on who can talk to whom: one question at a time, every policy read anew, nothing remembered and nothing shared with
/// the engine. It reads the data of the model and none of its behaviour; the sentences in quotation marks are those of the Kubernetes
/// documentation (API reference of networking.k8s.io/v1 and the concept page "Network Policies") that the lines below them implement.
/// </summary>
// The folder is named after what it is about, and the class is that.
#pragma warning disable MA0049
internal static class Oracle
#pragma warning restore MA0049
{
    /// <summary>Whether a connection may be established.</summary>
    /// <param name="ipBlockMatchesPods">Whether an ipBlock covers addresses of pods; CNIs differ, so that both readings are right.</param>
    public static bool Allows(ClusterState cluster, End from, End to, Protocol protocol, int port, bool ipBlockMatchesPods)
    {
        MustBeEndpoint(from);
        MustBeEndpoint(to);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);

        // "Other pods that are allowed (exception: a pod cannot block access to itself)"
        if (from is PodEnd source && to is PodEnd destination && source.Pod.Key == destination.Pod.Key)
        {
            return true;
        }

        // "For a connection from a source pod to a destination pod to be allowed, both the egress policy on the source pod and the
        // ingress policy on the destination pod need to allow the connection. If either side does not allow the connection, it will not
        // happen."
        return EgressAllows(cluster, from, to, protocol, port, ipBlockMatchesPods)
            && IngressAllows(cluster, from, to, protocol, port, ipBlockMatchesPods);
    }

    /// <summary>Whether any policy isolates a pod in a direction.</summary>
    public static bool IsIsolated(ClusterState cluster, Pod pod, Direction direction)
    {
        MustBeEndpoint(new PodEnd(pod));
        return cluster.Policies.Any(policy => Applies(policy, pod, direction));
    }

    private static bool EgressAllows(ClusterState cluster, End from, End to, Protocol protocol, int port, bool ipBlockMatchesPods)
    {
        // Only pods have policies.
        if (from is not PodEnd { Pod: var pod })
        {
            return true;
        }

        // "By default, a pod is non-isolated for egress; all outbound connections are allowed."
        if (!IsIsolated(cluster, pod, Direction.Egress))
        {
            return true;
        }

        // A deliberate deviation from the documentation. The concept page's introduction says that "traffic to and from the node where a
        // Pod is running is always allowed, regardless of the IP address of the Pod or the node", although its section on isolation and
        // the API reference except only traffic FROM the node. CNIs do block egress to the own node, and NodeLocal DNSCache listens
        // there: to answer "allowed" would hide that a policy cuts pods off from DNS. So there is no exception for the own node here.

        // "When a pod is isolated for egress, the only allowed connections from the pod are those allowed by the egress list of some
        // NetworkPolicy that applies to the pod for egress. [...] The effects of those egress lists combine additively."
        foreach (var policy in cluster.Policies)
        {
            if (!Applies(policy, pod, Direction.Egress))
            {
                continue;
            }

            foreach (var rule in policy.Spec.Egress)
            {
                // "The traffic must match both ports and to."
                if (PortsMatch(rule, to, protocol, port) && PeersMatch(cluster, policy, rule, to, ipBlockMatchesPods))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IngressAllows(ClusterState cluster, End from, End to, Protocol protocol, int port, bool ipBlockMatchesPods)
    {
        if (to is not PodEnd { Pod: var pod })
        {
            return true;
        }

        // "By default, a pod is non-isolated for ingress; all inbound connections are allowed."
        if (!IsIsolated(cluster, pod, Direction.Ingress))
        {
            return true;
        }

        // "When a pod is isolated for ingress, the only allowed connections into the pod are those from the pod's node and those allowed
        // by the ingress list of some NetworkPolicy that applies to the pod for ingress. [...] The effects of those ingress lists combine
        // additively."
        if (IsOwnNode(from, pod))
        {
            return true;
        }

        foreach (var policy in cluster.Policies)
        {
            if (!Applies(policy, pod, Direction.Ingress))
            {
                continue;
            }

            foreach (var rule in policy.Spec.Ingress)
            {
                // "The traffic must match both ports and from." The ports are always the destination's.
                if (PortsMatch(rule, to, protocol, port) && PeersMatch(cluster, policy, rule, from, ipBlockMatchesPods))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // "A pod is isolated for egress if there is any NetworkPolicy that both selects the pod and has "Egress" in its policyTypes; we say
    // that such a policy applies to the pod for egress." And the same for ingress.
    private static bool Applies(NetworkPolicy policy, Pod pod, Direction direction)
    {
        // "Traffic to/from hostNetwork pods is treated the same as all other traffic to/from the node IP. (This is the most common
        // implementation.)"
        if (pod.HostNetwork)
        {
            return false;
        }

        // "podSelector selects the pods to which this NetworkPolicy object applies. [...] An empty selector matches all pods in the
        // policy's namespace."
        return pod.Key.Namespace == policy.Key.Namespace
            && HasType(policy.Spec, direction)
            && SelectorMatches(policy.Spec.PodSelector, pod.Labels);
    }

    private static bool HasType(PolicySpec spec, Direction direction)
    {
        if (spec.PolicyTypes is { } types)
        {
            return (types & (direction == Direction.Ingress ? PolicyTypes.Ingress : PolicyTypes.Egress)) != PolicyTypes.None;
        }

        // "If no policyTypes are specified on a NetworkPolicy then by default Ingress will always be set and Egress will be set if the
        // NetworkPolicy has any egress rules."
        return direction == Direction.Ingress || spec.Egress.Length > 0;
    }

    private static bool PortsMatch(PolicyRule rule, End destination, Protocol protocol, int port)
    {
        // "If this field is empty or missing, this rule matches all ports (traffic not restricted by port)."
        if (rule.Ports.Length == 0)
        {
            return true;
        }

        // "Each item in this list is combined using a logical OR."
        return rule.Ports.Any(item => PortMatches(item, destination, protocol, port));
    }

    private static bool PortMatches(PolicyPort item, End destination, Protocol protocol, int port)
    {
        // "If present, only traffic on the specified protocol AND port will be matched."
        if (item.Protocol != protocol)
        {
            return false;
        }

        // "This can either be a numerical or named port on a pod."
        if (item.Name is not null)
        {
            if (item.Port is not null || item.EndPort is not null)
            {
                throw new InvalidOperationException("The API server accepts no number and no endPort beside a port's name.");
            }

            return NamedPort(destination, item.Name, protocol) == port;
        }

        // "If this field is not provided, this matches all port names and numbers."
        if (item.Port is not { } first)
        {
            return true;
        }

        // "endPort indicates that the range of ports from port to endPort if set, inclusive, should be allowed by the policy."
        var last = item.EndPort ?? first;
        return first <= port && port <= last;
    }

    // A name means what the destination pod's containers declare under it. An address declares nothing, and as traffic to a hostNetwork
    // pod is traffic to its node's address, neither does such a pod.
    private static int? NamedPort(End destination, string name, Protocol protocol)
    {
        if (destination is not PodEnd { Pod: { HostNetwork: false } pod })
        {
            return null;
        }

        foreach (var declared in pod.Ports.Ports)
        {
            if (declared.Name == name && declared.Protocol == protocol)
            {
                return declared.Number;
            }
        }

        return null;
    }

    private static bool PeersMatch(ClusterState cluster, NetworkPolicy policy, PolicyRule rule, End end, bool ipBlockMatchesPods)
    {
        // "If this field is empty or missing, this rule matches all sources (traffic not restricted by source)." And all destinations.
        if (rule.Peers.Length == 0)
        {
            return true;
        }

        // "Items in this list are combined using a logical OR operation."
        return rule.Peers.Any(peer => PeerMatches(cluster, policy, peer, end, ipBlockMatchesPods));
    }

    private static bool PeerMatches(ClusterState cluster, NetworkPolicy policy, PolicyPeer peer, End end, bool ipBlockMatchesPods)
    {
        if (peer.IpBlock is { } block)
        {
            // "If this field is set then neither of the other fields can be."
            if (peer.PodSelector is not null || peer.NamespaceSelector is not null)
            {
                throw new InvalidOperationException("The API server accepts no peer with an ipBlock and a selector.");
            }

            // A pod that has no address yet will have one, and then a block of all addresses covers it. Link-local ones are no pod's.
            return end is PodEnd { Pod: { HostNetwork: false, Addresses.IsEmpty: true } }
                ? ipBlockMatchesPods && block.Cidr == IpRange.Everything(block.Cidr.Family) && block.Except.All(IsLinkLocal)
                : AddressesForBlocks(end, ipBlockMatchesPods).Any(address => BlockCovers(block, address));
        }

        // Selectors select pods, never addresses; and "the network plugin cannot properly distinguish hostNetwork pod traffic, and so it
        // ignores hostNetwork pods when matching podSelector and namespaceSelector".
        if (end is not PodEnd { Pod: { HostNetwork: false } pod })
        {
            return false;
        }

        return (peer.PodSelector, peer.NamespaceSelector) switch
        {
            (null, null) => throw new InvalidOperationException("The API server accepts no peer without a selector and an ipBlock."),

            // "Otherwise it selects the pods matching podSelector in the policy's own namespace."
            ({ } pods, null) => pod.Key.Namespace == policy.Key.Namespace && SelectorMatches(pods, pod.Labels),

            // "Otherwise it selects all pods in the namespaces selected by namespaceSelector."
            (null, { } namespaces) => SelectorMatches(namespaces, NamespaceLabels(cluster, pod)),

            // "If podSelector is also set, then the NetworkPolicyPeer as a whole selects the pods matching podSelector in the namespaces
            // selected by namespaceSelector."
            ({ } pods, { } namespaces) =>
                SelectorMatches(namespaces, NamespaceLabels(cluster, pod)) && SelectorMatches(pods, pod.Labels),
        };
    }

    // The addresses by which an end may be found in an ipBlock. "These should be cluster-external IPs, since Pod IPs are ephemeral and
    // unpredictable": whether they cover pods is left to the CNI. A hostNetwork pod is its node's addresses in either reading.
    private static ImmutableArray<IpAddress> AddressesForBlocks(End end, bool ipBlockMatchesPods) => end switch
    {
        AddressEnd { Address: var address } => [address],
        PodEnd { Pod: { HostNetwork: true } pod } => pod.HostAddresses,
        PodEnd { Pod: var pod } when ipBlockMatchesPods => pod.Addresses,
        _ => [],
    };

    private static bool IsLinkLocal(IpRange range) =>
        (range.Family == IpFamily.IPv4 ? IpRange.ParseCidr("169.254.0.0/16") : IpRange.ParseCidr("fe80::/10"))!.Value.Contains(range);

    // "The except entry describes CIDRs that should not be included within this rule."
    private static bool BlockCovers(IpBlock block, IpAddress address) =>
        RangeCovers(block.Cidr, address) && !block.Except.Any(except => RangeCovers(except, address));

    private static bool RangeCovers(IpRange range, IpAddress address) =>
        range.Family == address.Family && range.First <= address.Value && address.Value <= range.Last;

    // "OR if the traffic source is the pod's local node": the node itself, or a pod that uses the node's network.
    private static bool IsOwnNode(End source, Pod pod) => source switch
    {
        AddressEnd { Address: var address } => pod.HostAddresses.Contains(address),
        PodEnd { Pod: { HostNetwork: true, NodeName: { } node } } => node == pod.NodeName,
        _ => false,
    };

    private static Labels NamespaceLabels(ClusterState cluster, Pod pod) =>
        cluster.Namespaces.Single(candidate => candidate.Name == pod.Key.Namespace).Labels;

    // "An empty label selector matches all objects." All requirements of matchLabels and matchExpressions "are ANDed".
    private static bool SelectorMatches(LabelSelector selector, Labels labels)
    {
        foreach (var requirement in selector.Requirements)
        {
            if (!RequirementMatches(requirement, labels))
            {
                return false;
            }
        }

        return true;
    }

    private static bool RequirementMatches(LabelRequirement requirement, Labels labels)
    {
        string? value = null;
        foreach (var pair in labels.Pairs)
        {
            if (pair.Key == requirement.Key)
            {
                value = pair.Value;
            }
        }

        var listed = value is not null && requirement.Values.Any(candidate => candidate == value);
        return requirement.Operator switch
        {
            LabelOperator.In => listed,

            // "selects all resources with key equal to tier and value distinct from frontend and backend, and all resources with no
            // labels with the tier key"
            LabelOperator.NotIn => !listed,
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            _ => throw new InvalidOperationException($"no such operator: {requirement.Operator}"),
        };
    }

    // Pods that have run to their end keep showing an address that may long belong to another pod; nobody may ask about them.
    private static void MustBeEndpoint(End end)
    {
        if (end is PodEnd { Pod: { IsTerminal: true } pod })
        {
            throw new ArgumentException($"{pod.Key} has terminated and is no endpoint.", nameof(end));
        }
    }
}

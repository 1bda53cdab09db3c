using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>One end of a connection that is asked about: a pod, or an address that is no pod's.</summary>
/// <param name="Pods">The class that the pod is in; null for an address.</param>
/// <param name="Pod">The pod; null for an address.</param>
/// <param name="Address">The address; null for a pod.</param>
public sealed record ConnectionEnd(PodClass? Pods, Pod? Pod, IpAddress? Address)
{
    /// <summary><c>namespace/name</c> of the pod, or the address.</summary>
    public override string ToString() => Pod is not null ? Pod.Key.ToString() : Address!.Value.ToString();
}

/// <summary>Tells of one connection which policies and rules allow it, or which policies isolate which end.</summary>
public static class Explainer
{
    /// <summary>Explains one connection in a cluster.</summary>
    /// <param name="from">The source; not an address when the destination is one.</param>
    /// <param name="to">The destination.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="port">The port at the destination, 1 to 65535, after a Service's translation.</param>
    /// <param name="ipBlockMatchesPods">The reading of ipBlock.</param>
    public static Explanation Explain(ConnectionEnd from, ConnectionEnd to, Protocol protocol, int port, bool ipBlockMatchesPods)
    {
        var itself = from.Pod is not null && ReferenceEquals(from.Pod, to.Pod);
        return new Explanation(
            from.ToString(),
            to.ToString(),
            Ask(from, to, Direction.Egress, itself, protocol, port, ipBlockMatchesPods),
            Ask(to, from, Direction.Ingress, itself, protocol, port, ipBlockMatchesPods));
    }

    private static EndExplanation Ask(
        ConnectionEnd near, ConnectionEnd far, Direction direction, bool itself, Protocol protocol, int port, bool ipBlockMatchesPods)
    {
        if (Exemption(near, far, direction, itself) is { } exemption)
        {
            return new EndExplanation([], [], exemption);
        }

        var rules = ImmutableArray.CreateBuilder<RuleReference>();
        var ports = new RulePorts();
        foreach (var policy in near.Pods!.Policies(direction).Policies)
        {
            var list = policy.Spec.Rules(direction);
            for (var i = 0; i < list.Length; i++)
            {
                var destination = direction == Direction.Ingress ? near.Pods.Ports : far.Pods is { Any.HostNetwork: false } pods ? pods.Ports : null;
                if (Matches(list[i], near.Pods.Namespace, far, ipBlockMatchesPods) && ports.On(list[i], destination).Contains(protocol, port))
                {
                    rules.Add(new RuleReference(policy.Key, direction, i));
                }
            }
        }

        return new EndExplanation(
            [.. near.Pods.Policies(direction).Policies.Select(policy => policy.Key)], rules.DrainToImmutable(), null);
    }

    private static string? Exemption(ConnectionEnd near, ConnectionEnd far, Direction direction, bool itself)
    {
        if (itself)
        {
            return "a pod always reaches itself";
        }

        if (near.Pod is null)
        {
            return "policies do not apply outside the cluster";
        }

        if (near.Pod.HostNetwork)
        {
            return "policies do not apply to hostNetwork pods";
        }

        // "Traffic to and from the node where a Pod is running is always allowed" – the API documentation. We hold it to be true of
        // traffic from the node only: CNIs do block egress to it, and NodeLocal DNSCache depends on what they do.
        return direction == Direction.Ingress && IsOwnNode(near.Pod, far) ? "ingress from the pod's own node is always allowed" : null;
    }

    private static bool IsOwnNode(Pod pod, ConnectionEnd far) => far.Pod is { } other
        ? other.HostNetwork && pod.NodeName is not null && string.Equals(other.NodeName, pod.NodeName, StringComparison.Ordinal)
        : pod.HostAddresses.Contains(far.Address!.Value);

    private static bool Matches(PolicyRule rule, NamespaceEntry owner, ConnectionEnd far, bool ipBlockMatchesPods)
    {
        if (rule.Peers.IsEmpty)
        {
            return true;
        }

        return far.Pods is { Any.HostNetwork: false }
            ? rule.Peers.Any(peer => PeerSelection.Matches(peer, owner, far.Pods, ipBlockMatchesPods))
            : rule.Peers.Any(peer => peer.IpBlock is { } block && Addresses(far).Any(block.Contains));
    }

    // The traffic of a hostNetwork pod has its node's address.
    private static IEnumerable<IpAddress> Addresses(ConnectionEnd end) =>
        end.Pod is { } pod ? pod.HostAddresses.Concat(pod.Addresses) : [end.Address!.Value];
}

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
    public static Explanation Explain(ConnectionEnd from, ConnectionEnd to, Protocol protocol, int port, bool ipBlockMatchesPods) =>
        Explain(from, to, protocol, new PortRange(port, port), ipBlockMatchesPods)[0].Explanation;

    /// <summary>Explains a range of ports: the parts of it of which one thing can be said each, ascending.</summary>
    /// <param name="from">The source; not an address when the destination is one.</param>
    /// <param name="to">The destination.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="ports">The ports at the destination, after a Service's translation.</param>
    /// <param name="ipBlockMatchesPods">The reading of ipBlock.</param>
    public static ImmutableArray<(PortRange Ports, Explanation Explanation)> Explain(
        ConnectionEnd from, ConnectionEnd to, Protocol protocol, PortRange ports, bool ipBlockMatchesPods)
    {
        var itself = from.Pod is not null && ReferenceEquals(from.Pod, to.Pod);
        var egress = EndRules.Of(from, to, Direction.Egress, Exemption(from, to, Direction.Egress, itself), protocol, ipBlockMatchesPods);
        var ingress = EndRules.Of(to, from, Direction.Ingress, Exemption(to, from, Direction.Ingress, itself), protocol, ipBlockMatchesPods);
        var (source, target) = (from.ToString(), to.ToString());

        // Where no rule begins or ends, nothing else is to be said.
        var starts = egress.Bounds.Concat(ingress.Bounds).Where(port => port > ports.First && port <= ports.Last)
            .Prepend(ports.First).Distinct().Order().ToList();
        return
        [
            .. starts.Select((first, i) => (
                new PortRange(first, i + 1 < starts.Count ? starts[i + 1] - 1 : ports.Last),
                new Explanation(source, target, egress.On(first), ingress.On(first)))),
        ];
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
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <summary>The questions worth asking about a cluster, in a fixed order.</summary>
/// <param name="Ends">Every pod that is an endpoint, and addresses on both sides of every edge that a policy draws.</param>
/// <param name="Ports">Ports on both sides of every edge that a policy draws.</param>
internal sealed record Probes(ImmutableArray<End> Ends, ImmutableArray<int> Ports)
{
    /// <summary>Every pair of ends of which at least one is a pod: between two addresses nothing is ever denied.</summary>
    public IEnumerable<(End From, End To)> Pairs =>
        from source in Ends
        from destination in Ends
        where source is PodEnd || destination is PodEnd
        select (source, destination);
}

/// <content>Probes.</content>
internal static partial class Clusters
{
    private static readonly IpAddress[] Elsewhere =
        [Some.Address("198.51.100.7"), Some.Address("10.200.0.1"), Some.Address("2001:4860:4860::8888"), Some.Address("fd00:1::ffff")];

    /// <summary>All ends and all ports worth asking.</summary>
    /// <remarks>IPv6 addresses are asked only where a pod has one or a policy names one: elsewhere no answer speaks of them.</remarks>
    public static Probes Probes(ClusterState cluster)
    {
        var pods = cluster.Pods.Where(pod => !pod.IsTerminal).OrderBy(pod => pod.Key).ToArray();
        var rules = cluster.Policies.SelectMany(policy => policy.Spec.Ingress.Concat(policy.Spec.Egress)).ToArray();
        var ranges = rules.SelectMany(rule => rule.Peers).Where(peer => peer.IpBlock is not null)
            .SelectMany(peer => peer.IpBlock!.Except.Append(peer.IpBlock.Cidr)).Distinct().ToArray();
        var hasIPv6 = ranges.Any(range => range.Family == IpFamily.IPv6)
            || pods.Any(pod => pod.Addresses.Any(address => address.Family == IpFamily.IPv6));
        var addresses = ranges.SelectMany(Edges)
            .Concat(pods.SelectMany(pod => pod.HostAddresses))
            .Concat(cluster.Nodes.SelectMany(node => node.Addresses))
            .Concat(Elsewhere)
            .Where(address => hasIPv6 || address.Family == IpFamily.IPv4)
            .Distinct().Order();
        var ports = rules.SelectMany(rule => rule.Ports).Where(port => port.Port is not null)
            .Select(port => (First: port.Port!.Value, Last: port.EndPort ?? port.Port.Value))
            .SelectMany(range => new[] { range.First - 1, range.First, range.Last, range.Last + 1 })
            .Concat(pods.SelectMany(pod => pod.Ports.Ports).Select(port => port.Number))
            .Concat([1, 4711, 65535])
            .Where(port => port is >= 1 and <= 65535)
            .Distinct().Order();
        return new Probes([.. pods.Select(pod => new PodEnd(pod)), .. addresses.Select(address => new AddressEnd(address))], [.. ports]);
    }

    // The first and the last address of a range and their neighbours outside.
    private static IEnumerable<IpAddress> Edges(IpRange range)
    {
        yield return new IpAddress(range.Family, range.First);
        yield return new IpAddress(range.Family, range.Last);
        if (range.First > 0)
        {
            yield return new IpAddress(range.Family, range.First - 1);
        }

        if (range.Last < IpAddress.Highest(range.Family))
        {
            yield return new IpAddress(range.Family, range.Last + 1);
        }
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>
/// Ports and addresses, cut at every edge that the policies and pods of some clusters draw: within a cell no answer can change, so that
/// one question for each cell tells what holds for every port and every address there is.
/// </summary>
internal sealed class Grid
{
    public Grid(params ClusterState[] clusters)
    {
        var pods = clusters.SelectMany(cluster => cluster.Pods).Where(pod => !pod.IsTerminal).ToList();
        var rules = clusters.SelectMany(cluster => cluster.Policies).Select(policy => policy.Spec)
            .SelectMany(spec => spec.Ingress.Concat(spec.Egress)).ToList();
        var numbers = rules.SelectMany(rule => rule.Ports).Where(port => port.Port is not null)
            .SelectMany(port => new[] { port.Port!.Value, (port.EndPort ?? port.Port.Value) + 1 })
            .Concat(pods.SelectMany(pod => pod.Ports.Ports).SelectMany(port => new[] { port.Number, port.Number + 1 }));
        int[] starts = [.. numbers.Append(1).Where(port => port <= 65535).Distinct().Order()];
        Ports = [.. starts.Select((start, i) => new PortRange(start, i + 1 < starts.Length ? starts[i + 1] - 1 : 65535))];

        var blocks = rules.SelectMany(rule => rule.Peers).Select(peer => peer.IpBlock).OfType<IpBlock>()
            .SelectMany(block => block.Except.Append(block.Cidr)).ToList();
        var hasIPv6 = blocks.Exists(block => block.Family == IpFamily.IPv6)
            || pods.Exists(pod => pod.Addresses.Any(address => address.Family == IpFamily.IPv6));
        Addresses =
        [
            .. Cells(IpFamily.IPv4, blocks),
            .. hasIPv6 ? Cells(IpFamily.IPv6, blocks) : [],
        ];
    }

    /// <summary>Cells of ports, ascending; together they are all ports.</summary>
    public ImmutableArray<PortRange> Ports { get; }

    /// <summary>Cells of addresses, ascending; IPv6 only where it plays a part.</summary>
    public ImmutableArray<IpRange> Addresses { get; }

    private static IEnumerable<IpRange> Cells(IpFamily family, List<IpRange> blocks)
    {
        var highest = IpAddress.Highest(family);
        UInt128[] starts =
        [
            .. blocks.Where(block => block.Family == family)
                .SelectMany(block => block.Last == highest ? [block.First] : new[] { block.First, block.Last + 1 })
                .Append(UInt128.Zero).Distinct().Order(),
        ];
        return starts.Select((start, i) => new IpRange(family, start, i + 1 < starts.Length ? starts[i + 1] - 1 : highest));
    }
}

/// <summary>What the oracle says of one cluster, on a grid.</summary>
internal sealed class Truth(ClusterState cluster, Grid grid, bool ipBlockMatchesPods)
{
    public Grid Grid { get; } = grid;

    /// <summary>The pods that policies can apply to.</summary>
    public ImmutableArray<Pod> Pods { get; } = [.. cluster.Pods.Where(pod => !pod.IsTerminal && !pod.HostNetwork)];

    /// <summary>The pods that can gain and lose something.</summary>
    public ImmutableArray<Pod> StayingPods => [.. Pods.Where(pod => !pod.IsTerminating)];

    /// <summary>What may pass from pod to pod.</summary>
    public ConnectionSet Between(Pod from, Pod to) => Ask(new PodEnd(from), new PodEnd(to));

    /// <summary>What may pass between a pod and an address outside the cluster, of which all of a cell are alike.</summary>
    public ConnectionSet Outside(Pod pod, Direction direction, IpRange cell)
    {
        // A range speaks of what lies outside the cluster: the pod's own node, which may always reach it, does not.
        var inside = new PodEnd(pod with { HostAddresses = [] });
        var outside = new AddressEnd(new IpAddress(cell.Family, cell.First));
        return direction == Direction.Ingress ? Ask(outside, inside) : Ask(inside, outside);
    }

    private ConnectionSet Ask(End from, End to)
    {
        var all = ConnectionSet.None;
        foreach (var protocol in Protocols.All)
        {
            var ports = PortSet.None;
            foreach (var cell in Grid.Ports)
            {
                if (Oracle.Oracle.Allows(cluster, from, to, protocol, cell.First, ipBlockMatchesPods))
                {
                    ports = ports.Union(PortSet.Of(cell.First, cell.Last));
                }
            }

            all = all.Union(ConnectionSet.Of(protocol, ports));
        }

        return all;
    }
}

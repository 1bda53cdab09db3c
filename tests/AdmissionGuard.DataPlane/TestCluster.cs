using System.Collections.Immutable;
using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;

namespace AdmissionGuard.DataPlane;

/// <summary>
/// A cluster of network namespaces: one for each node, one for each pod, pods on routed veths as Calico makes them (/32 and /128), nodes
/// connected to each other. Nothing in it leads out. Neighbours are fixed, so that no packet waits for an answer to who has an address.
/// </summary>
internal sealed class TestCluster : IDisposable
{
    private readonly List<HeldNamespace> _nodes = [];
    private readonly List<TestPod> _pods = [];

    private TestCluster()
    {
    }

    /// <summary>Its pods, in the order in which they were asked for.</summary>
    public IReadOnlyList<TestPod> Pods => _pods;

    /// <summary>How many nodes it has; they are <c>node-1</c> and so on.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>How the wire finds its nodes.</summary>
    public WireOptions Options => new()
    {
        NodeNetworks = _nodes.Select((node, i) => KeyValuePair.Create(NodeName(i + 1), node.Path)).ToImmutableDictionary(StringComparer.Ordinal),
    };

    /// <summary>The process that a node is held by, which is to it what its first process is to a machine.</summary>
    public int ProcessOf(int node) => _nodes[node - 1].ProcessId;

    /// <summary>Builds one.</summary>
    /// <param name="nodes">How many nodes, 1 to 9.</param>
    /// <param name="pods">
    /// Its pods: their nodes' names are <c>node-1</c> and so on; their addresses are given here, and their uids where they have none.
    /// </param>
    public static TestCluster Build(int nodes, IEnumerable<Pod> pods)
    {
        var cluster = new TestCluster();
        try
        {
            for (var i = 1; i <= nodes; i++)
            {
                cluster._nodes.Add(HeldNamespace.New("node"));
            }

            foreach (var pod in pods)
            {
                cluster.AddPod(pod);
            }

            for (var i = 1; i <= nodes; i++)
            {
                cluster.WireNode(i);
            }

            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>The pod of a name such as <c>shop/web</c>.</summary>
    public TestPod this[string key] => _pods.Find(pod => pod.Pod.Key.ToString() == key) ?? throw new KeyNotFoundException(key);

    /// <summary>A node as an end of a probe.</summary>
    public static ProbeEnd NodeEnd(int node) => new(null, "", NodeName(node), [NodeAddress(node, IpFamily.IPv4), NodeAddress(node, IpFamily.IPv6)]);

    /// <summary>A node's name.</summary>
    public static string NodeName(int node) => $"node-{node}";

    /// <summary>A node's address.</summary>
    public static IpAddress NodeAddress(int node, IpFamily family) =>
        IpAddress.Parse(family == IpFamily.IPv4 ? $"192.168.66.{node}" : $"fd00:66::{node}")!.Value;

    /// <summary>A pod's address.</summary>
    public static IpAddress PodAddress(int node, int number, IpFamily family) =>
        IpAddress.Parse(family == IpFamily.IPv4 ? $"10.66.{node}.{number}" : $"fd00:66:{node}::{number}")!.Value;

    /// <summary>Runs a shell script in a node's namespace.</summary>
    public string OnNode(int node, string script) => _nodes[node - 1].Shell(script);

    /// <inheritdoc/>
    public void Dispose()
    {
        _pods.ForEach(pod => pod.Dispose());
        _nodes.ForEach(node => node.Dispose());
    }

    private void AddPod(Pod pod)
    {
        var node = int.Parse(pod.NodeName!.AsSpan("node-".Length));
        var number = _pods.Count(other => other.NodeNumber == node) + 1;
        var placed = pod with
        {
            Addresses = [PodAddress(node, number, IpFamily.IPv4), PodAddress(node, number, IpFamily.IPv6)],
            HostAddresses = [NodeAddress(node, IpFamily.IPv4), NodeAddress(node, IpFamily.IPv6)],
        };
        // Each kubelet has one layout: of two nodes one has each.
        _pods.Add(new TestPod(placed, pod.Runtime?.Uid ?? Guid.NewGuid().ToString(), node, number, node % 2 == 1 ? CgroupLayout.Systemd : CgroupLayout.Cgroupfs));
    }

    private void WireNode(int node)
    {
        var script = new StringBuilder(
            """
            for setting in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 > /proc/sys/net/$setting; done
            for setting in all default; do echo 0 > /proc/sys/net/ipv4/conf/$setting/rp_filter; done
            ip -batch - <<END

            """);
        script.AppendLine("link set lo up");
        script.AppendLine($"addr add 192.168.66.{node}/32 dev lo");
        script.AppendLine($"addr add fd00:66::{node}/128 dev lo nodad");
        for (var other = 1; other < node; other++)
        {
            // Both ends are made by the later node, and the earlier one's is moved there.
            script.AppendLine($"link add to-{other} address {NodeMac(node, other)} type veth peer name to-{node} address {NodeMac(other, node)} netns {_nodes[other - 1].ProcessId}");
            script.Append(Neighbour(node, other));
        }

        foreach (var pod in _pods.Where(pod => pod.NodeNumber == node))
        {
            script.Append(
                $"""
                link add pod-{pod.Number} address {HostMac} type veth peer name eth0 address {PodMac(pod)} netns {pod.ProcessId}
                link set pod-{pod.Number} up
                route add {pod.Address(IpFamily.IPv4)}/32 dev pod-{pod.Number} src 192.168.66.{node}
                neigh add {pod.Address(IpFamily.IPv4)} lladdr {PodMac(pod)} dev pod-{pod.Number} nud permanent
                route add {pod.Address(IpFamily.IPv6)}/128 dev pod-{pod.Number} src fd00:66::{node}
                neigh add {pod.Address(IpFamily.IPv6)} lladdr {PodMac(pod)} dev pod-{pod.Number} nud permanent

                """);
        }

        script.AppendLine("END");
        OnNode(node, script.ToString());
        for (var other = 1; other < node; other++)
        {
            OnNode(other, $"ip -batch - <<END\n{Neighbour(other, node)}END\n");
        }

        foreach (var pod in _pods.Where(pod => pod.NodeNumber == node))
        {
            pod.Shell(
                $"""
                ip -batch - <<END
                link set lo up
                link set eth0 up
                addr add {pod.Address(IpFamily.IPv4)}/32 dev eth0
                addr add {pod.Address(IpFamily.IPv6)}/128 dev eth0 nodad
                route add 169.254.1.1 dev eth0 scope link
                neigh add 169.254.1.1 lladdr {HostMac} dev eth0 nud permanent
                route add default via 169.254.1.1 dev eth0
                neigh add fe80::1 lladdr {HostMac} dev eth0 nud permanent
                route add ::/0 via fe80::1 dev eth0
                END

                """);
        }
    }

    private static string Neighbour(int node, int other) =>
        $"""
        link set to-{other} up
        neigh add 192.168.66.{other} lladdr {NodeMac(other, node)} dev to-{other} nud permanent
        route add 192.168.66.{other}/32 dev to-{other} src 192.168.66.{node}
        route add 10.66.{other}.0/24 via 192.168.66.{other} dev to-{other} onlink src 192.168.66.{node}
        route add 10.67.{other}.0/24 via 192.168.66.{other} dev to-{other} onlink src 192.168.66.{node}
        neigh add fe80::1 lladdr {NodeMac(other, node)} dev to-{other} nud permanent
        route add fd00:66::{other}/128 via fe80::1 dev to-{other} src fd00:66::{node}
        route add fd00:66:{other}::/64 via fe80::1 dev to-{other} src fd00:66::{node}
        route add fd00:67:{other}::/64 via fe80::1 dev to-{other} src fd00:66::{node}

        """;

    private const string HostMac = "ee:ee:ee:ee:ee:ee";

    private static string PodMac(TestPod pod) => $"02:00:00:01:{pod.NodeNumber:x2}:{pod.Number:x2}";

    private static string NodeMac(int node, int other) => $"02:00:00:00:{node:x2}:{other:x2}";
}

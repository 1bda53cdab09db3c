using System.Net.Sockets;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Tests.DataPlane;

namespace AdmissionGuard.Enforcement.Tests.Wire;

/// <summary>What answers for what it is not, or does not answer although it is there.</summary>
public sealed class TrapTests
{
    [Theory]
    [InlineData(IpFamily.IPv4)]
    [InlineData(IpFamily.IPv6)]
    public async Task A_closed_port_resets_what_has_arrived_all_the_same(IpFamily family)
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        var observed = await ToDb(cluster, family).RunOneAsync();
        Assert.Equal(Outcome.Arrived, observed.Outcome);
    }

    [Theory]
    [InlineData(IpFamily.IPv4)]
    [InlineData(IpFamily.IPv6)]
    public async Task An_application_never_gets_the_connection_and_always_the_query(IpFamily family)
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        using var server = await cluster["shop/db"].ListenAsync(5432);
        using var dns = await cluster["shop/db"].ReceiveAsync(53);
        var observed = await new Round(cluster.Options)
            .Add(cluster["shop/web"].End, cluster["shop/db"], Protocol.Tcp, 5432, family)
            .Add(cluster["shop/web"].End, cluster["shop/db"], Protocol.Udp, 53, family).RunAsync();
        Assert.All(observed, observation => Assert.Equal(Outcome.Arrived, observation.Outcome));
        Assert.False(server.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead), "a connection waits to be accepted");
        Assert.DoesNotContain("SYN-RECV", cluster["shop/db"].Shell("ss -tan"), StringComparison.Ordinal);
        var query = new byte[512];
        Assert.True(dns.Receive(query) > 12);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 0, 0], query[2..12]);
    }

    [Fact]
    public async Task A_destination_that_drops_everything_inside_has_still_been_reached()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        cluster["shop/db"].Shell("nft add table inet own; nft 'add chain inet own input { type filter hook input priority 0; policy drop; }'; nft add rule inet own input iif lo accept");
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(Outcome.Arrived, observed.Outcome);
    }

    [Fact]
    public async Task A_sidecar_that_answers_everything_at_the_destination_does_not_make_the_blocked_arrive()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply(Shop.Policies, StandInMode.Enforces);
        using var sidecar = await SidecarAsync(cluster["shop/db"], "prerouting", "iif != lo");
        var observed = await new Round(cluster.Options)
            .Add(cluster["shop/web"].End, cluster["shop/db"], Protocol.Tcp, 5432)
            .Add(cluster["shop/stranger"].End, cluster["shop/db"], Protocol.Tcp, 5432).RunAsync();
        Assert.Equal([Outcome.Arrived, Outcome.Blocked], observed.Select(observation => observation.Outcome));
    }

    [Fact]
    public async Task A_sidecar_that_takes_everything_at_the_source_is_no_policy()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        using var sidecar = await SidecarAsync(cluster["shop/web"], "output", "ip daddr != 127.0.0.1");
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(
            (Outcome.Unknown, "never left shop/web: something inside sends it to 127.0.0.1:15001 instead, as the sidecar of a mesh does"),
            (observed.Outcome, observed.Evidence));
    }

    [Fact]
    public async Task A_firewall_inside_the_source_is_no_policy()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        cluster["shop/web"].Shell("nft add table inet own; nft 'add chain inet own output { type filter hook output priority 0; policy drop; }'");
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(Outcome.Unknown, observed.Outcome);
        Assert.Contains("a firewall inside the pod's own namespace drops what it sends", observed.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_observer_in_the_namespace_of_a_sandbox_that_was_replaced_is_blind()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        using var stale = cluster["shop/db"].ReplaceProcess();
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(
            (Outcome.Unknown, "nothing was sent: shop/db cannot be watched: its network namespace does not have the address that the cluster says it has"),
            (observed.Outcome, observed.Evidence));
    }

    [Fact]
    public async Task An_observer_that_does_not_see_its_own_packet_is_blind()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        cluster["shop/db"].Shell("ip link set lo down");
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(Outcome.Unknown, observed.Outcome);
        Assert.Equal(
            "nothing was sent: shop/db cannot be watched: it did not see its own test packet on the pod's loopback", observed.Evidence);
    }

    [Fact]
    public async Task An_observer_that_went_blind_in_the_middle_does_not_call_it_blocked()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply(Shop.Policies, StandInMode.BlocksEverything);
        var round = ToDb(cluster).RunOneAsync();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        cluster["shop/db"].Shell("ip link set lo down");
        var observed = await round;
        Assert.Equal(Outcome.Unknown, observed.Outcome);
        Assert.Equal("shop/db was not watched: it did not see its own test packet on the pod's loopback", observed.Evidence);
    }

    [Theory]
    [InlineData("shop/db", "shop/db was not watched: the pod ended meanwhile")]
    [InlineData("shop/web", "not sent from shop/web: the pod ended meanwhile")]
    public async Task A_pod_that_ends_meanwhile_says_nothing(string pod, string evidence)
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply(Shop.Policies, StandInMode.BlocksEverything);
        var round = ToDb(cluster).RunOneAsync();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        cluster[pod].Dispose();
        var observed = await round;
        Assert.Equal((Outcome.Unknown, evidence), (observed.Outcome, observed.Evidence));
    }

    [Fact]
    public async Task A_pod_that_has_ended_is_not_found()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        cluster["shop/db"].Dispose();
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(
            (Outcome.Unknown, "nothing was sent: shop/db cannot be watched: no process on this node has the pod's UID in its cgroup: it has ended, is being restarted, or runs elsewhere"),
            (observed.Outcome, observed.Evidence));
    }

    [Fact]
    public async Task A_host_network_pod_is_refused()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        // The pod's own namespace is called the node's.
        var options = cluster.Options with { NodeNetworks = cluster.Options.NodeNetworks.SetItem("node-1", $"/proc/{cluster["shop/db"].ProcessId}/ns/net") };
        var observed = await new Round(options).Add(cluster["shop/web"].End, cluster["shop/db"], Protocol.Tcp, 5432).RunOneAsync();
        Assert.Equal(
            (Outcome.Unknown, "nothing was sent: shop/db cannot be watched: it uses its node's network namespace: no NetworkPolicy isolates a hostNetwork pod"),
            (observed.Outcome, observed.Evidence));
    }

    [Fact]
    public async Task A_node_that_is_not_this_machine_sends_nothing()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        var observed = await new Round(cluster.Options).Add(TestCluster.NodeEnd(7), cluster["shop/db"], Protocol.Tcp, 5432).RunOneAsync();
        Assert.Equal((Outcome.Unknown, "not sent from node node-7: node node-7 is not this machine"), (observed.Outcome, observed.Evidence));
    }

    [Fact]
    public async Task A_lost_packet_decides_nothing()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        // The first packet of each connection is lost on its way.
        cluster.OnNode(1, "nft add table inet loss; nft 'add chain inet loss forward { type filter hook forward priority 0; }'; nft add rule inet loss forward numgen inc mod 2 0 drop");
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(Outcome.Arrived, observed.Outcome);
    }

    [Fact]
    public async Task A_router_that_knows_no_way_is_no_policy()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        cluster.OnNode(1, "ip route del 10.66.1.2/32; ip route add unreachable 10.66.1.2/32");
        var observed = await ToDb(cluster).RunOneAsync();
        Assert.Equal(Outcome.Unknown, observed.Outcome);
        Assert.EndsWith("192.168.66.1 says: no route to it", observed.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_translated_source_is_told()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply([], StandInMode.TranslatesBetweenNodes);
        var observed = await new Round(cluster.Options).Add(cluster["shop/web"].End, cluster["shop/db-far"], Protocol.Tcp, 5433).RunOneAsync();
        Assert.Equal(Outcome.Arrived, observed.Outcome);
        Assert.EndsWith("from 10.67.1.1, which the network made of 10.66.1.1", observed.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(StandInMode.Rejects), Protocol.Tcp, "says: port unreachable")]
    [InlineData(nameof(StandInMode.RejectsWithReset), Protocol.Tcp, "a TCP reset came from 10.66.1.2")]
    [InlineData(nameof(StandInMode.RejectsWithReset), Protocol.Udp, "says: administratively prohibited")]
    public async Task A_rejection_is_told_by_whom_and_how(string mode, Protocol protocol, string evidence)
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply(Shop.Policies, Enum.Parse<StandInMode>(mode));
        var observed = await new Round(cluster.Options).Add(cluster["shop/stranger"].End, cluster["shop/db"], protocol, 53).RunOneAsync();
        Assert.Equal(Outcome.Rejected, observed.Outcome);
        Assert.Contains(evidence, observed.Evidence, StringComparison.Ordinal);
    }

    private static Round ToDb(TestCluster cluster, IpFamily family = IpFamily.IPv4) =>
        new Round(cluster.Options).Add(cluster["shop/web"].End, cluster["shop/db"], Protocol.Tcp, 5432, family);

    // As Istio has it: everything is redirected to a port of the pod where something accepts every connection.
    private static async Task<Socket> SidecarAsync(TestPod pod, string hook, string match)
    {
        var proxy = await pod.ListenAsync(15001);
        pod.Shell(
            $$"""
            nft -f - <<'END'
            table ip mesh {
            chain catch {
            type nat hook {{hook}} priority -100; policy accept;
            {{match}} tcp dport != 15001 redirect to :15001
            }
            }
            END
            """);
        return proxy;
    }
}

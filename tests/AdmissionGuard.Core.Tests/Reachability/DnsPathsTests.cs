using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Whether pods reach their name servers, one sentence of the semantics after the other.</summary>
public sealed class DnsPathsTests
{
    private static readonly ObjectKey[] Names = [Some.Key("kube-system/kube-dns")];

    private static readonly Pod Web = Some.Pod("shop/web", "app=web", at: "10.1.0.1", node: "n1", nodeAt: "192.168.0.1");
    private static readonly Pod Dns = Some.Pod("kube-system/dns-1", "k8s-app=kube-dns", "dns=UDP 53, dns-tcp=TCP 53", "10.1.0.8");
    private static readonly Service KubeDns = Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53, TCP 53", "10.96.0.10");
    private static readonly Pod Cache = Some.Pod(
        "kube-system/cache-1", node: "n1", nodeAt: "192.168.0.1", hostNetwork: true, owner: "cache[DaemonSet]") with
    {
        LocalDnsAddresses = Some.Addresses("169.254.20.10,10.96.0.10"),
    };

    [Fact]
    public void Without_policies_the_Services_path_is_open() => Is(DnsOutlook.Open, ["kube-system/kube-dns UDP Open TCP Open"], [Web, Dns]);

    [Fact]
    public void Egress_without_a_rule_for_DNS_blocks_it() =>
        Is(DnsOutlook.Blocked, ["kube-system/kube-dns UDP Closed TCP Closed"], [Web, Dns], Egress(Some.Rule(Some.Peer("app=db"))));

    [Fact]
    public void UDP_without_TCP_is_partly_blocked() =>
        Is(DnsOutlook.Partly, ["kube-system/kube-dns UDP Open TCP Closed"], [Web, Dns], Egress(ToDns("UDP 53")));

    [Fact]
    public void TCP_without_UDP_is_blocked() =>
        Is(DnsOutlook.Blocked, ["kube-system/kube-dns UDP Closed TCP Open"], [Web, Dns], Egress(ToDns("TCP 53")));

    [Fact]
    public void Policies_match_the_Services_target_port_not_its_own()
    {
        var service = Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53:5353, TCP 53:5353");
        Is(DnsOutlook.Blocked, null, [Web, Dns], service, Egress(ToDns("UDP 53, TCP 53")));
        Is(DnsOutlook.Open, null, [Web, Dns], service, Egress(ToDns("UDP 5353, TCP 5353")));
    }

    [Fact]
    public void A_named_target_port_is_what_each_DNS_pod_declares_under_it()
    {
        var service = Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53:dns, TCP 53:dns-tcp");
        var pod = Dns with { Ports = Some.ContainerPorts("dns=UDP 5353, dns-tcp=TCP 5354") };
        Is(DnsOutlook.Open, null, [Web, pod], service, Egress(ToDns("UDP 5353, TCP 5354")));
        Is(DnsOutlook.Blocked, null, [Web, pod], service, Egress(ToDns("UDP 53, TCP 53")));
        Is(DnsOutlook.Open, null, [Web, pod], service, Egress(ToDns("UDP dns, TCP dns-tcp")));
    }

    [Fact]
    public void DNS_pods_that_do_not_declare_the_named_target_port_answer_nobody() => Is(
        DnsOutlook.Blocked, null, [Web, Dns with { Ports = ContainerPorts.None }],
        Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53:dns, TCP 53:dns"));

    [Fact]
    public void One_DNS_pod_that_can_be_reached_is_enough()
    {
        var other = Some.Pod("kube-system/dns-2", "k8s-app=kube-dns,zone=b", at: "10.1.0.9");
        var isolated = Some.Policy("kube-system/p", "zone=b");
        Is(DnsOutlook.Open, null, [Web, Dns, other], isolated);
        Is(DnsOutlook.Blocked, null, [Web, other], isolated);
    }

    [Fact]
    public void Finished_DNS_pods_do_not_count() => Is(DnsOutlook.Blocked, null, [Web, Dns with { IsTerminal = true }]);

    [Fact]
    public void Isolating_the_DNS_pods_blocks_everybody() =>
        Is(DnsOutlook.Blocked, null, [Web, Dns], Some.Policy("kube-system/deny", "k8s-app=kube-dns"));

    [Fact]
    public void DNS_pods_that_admit_everybody_block_nobody() => Is(
        DnsOutlook.Open, null, [Web, Dns],
        Some.Policy("kube-system/dns", "k8s-app=kube-dns", [Some.Rule(Some.Peer(namespaces: ""), "UDP 53, TCP 53")]));

    [Fact]
    public void DNS_pods_on_the_network_of_their_nodes_are_found_at_their_nodes_addresses()
    {
        var server = Some.Pod("kube-system/dns-2", "k8s-app=kube-dns", nodeAt: "192.168.0.2", hostNetwork: true, owner: "dns[DaemonSet]");
        Pod[] servers = [server, server with { Key = Some.Key("kube-system/dns-3"), HostAddresses = Some.Addresses("192.168.0.3") }];
        Is(DnsOutlook.Blocked, null, [Web, .. servers], Egress(ToDns("UDP 53, TCP 53")));
        Is(DnsOutlook.Open, null, [Web, .. servers], Egress(Some.Rule(Some.Block("192.168.0.2/32"), "UDP 53, TCP 53")));
        Is(DnsOutlook.Open, null, [Web, .. servers], Egress(Some.Rule(Some.Block("192.168.0.3/32"), "UDP 53, TCP 53")));
        Is(DnsOutlook.Blocked, null, [Web, .. servers], Egress(Some.Rule(Some.Block("192.168.0.4/32"), "UDP 53, TCP 53")));
    }

    [Theory]
    [InlineData("0.0.0.0/0", "Open", DnsOutlook.Partly)]
    [InlineData("169.254.20.10/32", "Partly", DnsOutlook.Partly)]
    [InlineData("10.96.0.10/32", "Partly", DnsOutlook.Partly)]
    [InlineData("203.0.113.0/24", "Closed", DnsOutlook.Blocked)]
    internal void NodeLocal_DNSCache_is_a_second_path_open_when_all_its_addresses_are(string block, string state, DnsOutlook outlook) => Is(
        outlook,
        ["kube-system/kube-dns UDP Closed TCP Closed", $"NodeLocal DNSCache 10.96.0.10, 169.254.20.10 UDP {state} TCP {state}"],
        [Web, Dns, Cache],
        Egress(Some.Rule(Some.Block(block), "UDP 53, TCP 53")));

    [Fact]
    public void The_Services_path_alone_is_one_of_two() =>
        Is(DnsOutlook.Partly, null, [Web, Dns, Cache], Egress(ToDns("UDP 53, TCP 53")));

    [Fact]
    public void Both_paths_open_are_open() => Is(
        DnsOutlook.Open, null, [Web, Dns, Cache],
        Egress(ToDns("UDP 53, TCP 53"), Some.Rule([Some.Block("169.254.20.10/32"), Some.Block("10.96.0.10/32")], "UDP 53, TCP 53")));

    [Fact]
    public void NodeLocal_DNSCache_is_on_the_own_node_and_still_not_exempt_from_egress() => Is(
        DnsOutlook.Blocked, null, [Web, Dns, Cache with { LocalDnsAddresses = Web.HostAddresses }], Egress(Some.Rule(Some.Peer("app=db"))));

    [Fact]
    public void Own_name_servers_are_asked_instead_of_the_clusters()
    {
        var pod = Asking("8.8.8.8,1.1.1.1");
        string[] closed = ["8.8.8.8 UDP Closed TCP Closed", "1.1.1.1 UDP Closed TCP Closed"];
        Is(DnsOutlook.Blocked, closed, [pod, Dns], Egress(ToDns("UDP 53, TCP 53")));
        Is(DnsOutlook.Partly, null, [pod, Dns], Egress(Some.Rule(Some.Block("8.8.8.8/32"), "UDP 53, TCP 53")));
        Is(DnsOutlook.Open, null, [pod, Dns], Egress(Some.Rule(Some.Block("0.0.0.0/0"), "UDP 53, TCP 53")));
    }

    [Fact]
    public void An_own_name_server_may_be_a_Service_or_a_pod()
    {
        Is(DnsOutlook.Open, ["kube-system/kube-dns UDP Open TCP Open"], [Asking("10.96.0.10"), Dns], Egress(ToDns("UDP 53, TCP 53")));
        Is(DnsOutlook.Open, ["10.1.0.8 UDP Open TCP Open"], [Asking("10.1.0.8"), Dns], Egress(ToDns("UDP 53, TCP 53")));
        Is(DnsOutlook.Blocked, ["10.1.0.8 UDP Closed TCP Closed"], [Asking("10.1.0.8"), Dns], Egress(Some.Rule(Some.Block("10.1.0.0/16"))));
    }

    [Fact]
    public void The_nodes_name_servers_are_not_judged() =>
        Is(DnsOutlook.Open, [], [Web with { Dns = PodDns.Default }, Dns], Egress(Some.Rule(Some.Peer("app=db"))));

    [Fact]
    public void A_Service_without_selector_is_not_judged()
    {
        var service = Some.Service("kube-system/kube-dns", null, "UDP 53, TCP 53", "10.96.0.10");
        Is(DnsOutlook.Open, [], [Web, Dns], service, Egress(Some.Rule(Some.Peer("app=db"))));
        Is(DnsOutlook.Open, [], [Asking("10.96.0.10"), Dns], service, Egress(Some.Rule(Some.Peer("app=db"))));
    }

    [Fact]
    public void A_protocol_that_the_Service_does_not_serve_is_not_closed_by_a_policy() => Is(
        DnsOutlook.Open, null, [Web, Dns], Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53"), Egress(ToDns("UDP 53")));

    [Fact]
    public void A_pod_that_is_its_own_name_server_reaches_it() =>
        Is(DnsOutlook.Open, null, [Dns], Some.Policy("kube-system/deny", types: PolicyTypes.Both));

    [Fact]
    public void Each_of_many_pods_that_serve_names_reaches_itself_however_the_index_divides_them()
    {
        var other = Dns with { Key = Some.Key("kube-system/dns-2"), Addresses = Some.Addresses("10.1.0.9"), Workload = Dns.Workload };
        var deny = Some.Policy("kube-system/deny", types: PolicyTypes.Both);
        Is(DnsOutlook.Open, null, [Dns, other], deny);
        Is(DnsOutlook.Open, null, [Dns, other with { Labels = other.Labels.With("zone", "b") }], deny);
    }

    [Fact]
    public void Before_and_after_a_change_are_told_apart()
    {
        var policy = Egress(Some.Rule(Some.Peer("app=db")));
        var (dns, pods) = Judge(Some.Cluster([Web, Dns], services: [KubeDns]), new PolicyChange(policy.Key, null, policy));
        Assert.Equal(DnsOutlook.Open, dns.Outlook(pods, after: false));
        Assert.Equal(DnsOutlook.Blocked, dns.Outlook(pods, after: true));
    }

    [Theory]
    [InlineData("", "10.96.0.10/32", true)]
    [InlineData("", "192.168.0.0/24", true)]
    [InlineData("", "8.8.8.8/32", false)]
    [InlineData("8.8.8.8", "8.8.8.0/24", true)]
    [InlineData("8.8.8.8", "192.168.0.0/24", false)]
    [InlineData("10.96.0.10", "192.168.0.0/24", true)]
    public void The_addresses_that_pods_ask_are_their_name_servers_and_the_nodes_these_run_on(string own, string range, bool asked)
    {
        var server = Some.Pod("kube-system/dns-1", "k8s-app=kube-dns", node: "n2", nodeAt: "192.168.0.2", hostNetwork: true);
        var (dns, pods) = Judge(Some.Cluster([own.Length == 0 ? Web : Asking(own), server, Cache], services: [KubeDns]));
        Assert.Equal(asked, dns.IsAskedAt(Some.Cidr(range), pods.Dns));
    }

    [Fact]
    public void What_a_rule_has_to_name_is_said_in_pod_ports()
    {
        var service = Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53:5353, TCP 53:5353");
        var (dns, pods) = Judge(Some.Cluster([Web, Dns, Cache], services: [service]));
        Assert.Equal(
            [
                "the pods \"k8s-app=kube-dns\" of namespace \"kube-system\" on TCP 5353 and UDP 5353",
                "10.96.0.10 on TCP 53 and UDP 53",
                "169.254.20.10 on TCP 53 and UDP 53",
            ],
            AdmissionGuard.Core.Rules.DnsRemedy.Ways(dns, pods, _ => true));
    }

    private static Pod Asking(string servers) => Web with { Dns = new PodDns(DnsSource.Own, Some.Addresses(servers)) };

    private static NetworkPolicy Egress(params PolicyRule[] rules) => Some.Policy("shop/egress", egress: rules, types: PolicyTypes.Egress);

    private static PolicyRule ToDns(string ports) => Some.Rule(Some.Peer("k8s-app=kube-dns", ""), ports);

    private static void Is(DnsOutlook outlook, string[]? paths, Pod[] pods, params NetworkPolicy[] policies) =>
        Is(outlook, paths, pods, KubeDns, policies);

    private static void Is(DnsOutlook outlook, string[]? paths, Pod[] pods, Service service, params NetworkPolicy[] policies)
    {
        var (dns, asking) = Judge(Some.Cluster(pods, policies, services: [service]));
        var found = dns.Of(asking, after: true);
        Assert.Equal(paths ?? found.Select(Print), found.Select(Print));
        Assert.Equal(outlook, DnsPath.Sum(found));
    }

    // The first pod asks.
    private static (DnsPaths Dns, PodClass Asking) Judge(ClusterState cluster, params PolicyChange[] changes)
    {
        var index = ClusterIndex.Build(cluster, []);
        var simulation = Simulation.Run(index, changes, [], ipBlockMatchesPods: false);
        return (new DnsPaths(simulation, Names), index.Classes.Single(pods => pods.Pods.Contains(cluster.Pods[0])));
    }

    private static string Print(DnsPath path) => $"{path.Name} UDP {path.Udp} TCP {path.Tcp}";
}

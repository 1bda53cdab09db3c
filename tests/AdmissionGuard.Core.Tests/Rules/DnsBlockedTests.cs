using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class DnsBlockedTests
{
    private const string Rule = "dns-blocked";
    private const string Blocked = "shop/web[Pod] can no longer resolve names: kube-system/kube-dns is closed over UDP";
    private static readonly Pod Web = Some.Pod("shop/web", "app=web", at: "10.1.0.1");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db", at: "10.1.0.2");
    private static readonly Pod CoreDns = Some.Pod("kube-system/coredns", "k8s-app=kube-dns", "dns=UDP 53, dns-tcp=TCP 53", "10.1.0.53");
    private static readonly Service KubeDns = Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "dns=UDP 53, dns-tcp=TCP 53", "10.96.0.10");
    private static readonly ClusterState Shop = Some.Cluster([Web, Db, CoreDns], services: [KubeDns]);
    private static readonly ClusterState OpenShift = Some.Cluster(
        [Web, Some.Pod("openshift-dns/dns-default", "dns=default", "dns=UDP 5353, dns-tcp=TCP 5353")],
        services: [Some.Service("openshift-dns/dns-default", "dns=default", "dns=UDP 53:dns, dns-tcp=TCP 53:dns-tcp")]);
    private static readonly ClusterState NodeLocal = Shop with { Pods = [Web, CoreDns, Cache("n1"), Cache("n2")] };
    private static readonly NetworkPolicy Open = Egress(Some.Rule());
    private static readonly NetworkPolicy Closed = Egress(Some.Rule(Some.Peer("app=db")));
    private static readonly PolicyPeer ToDns = Some.Peer("k8s-app=kube-dns", namespaces: "");

    [Fact]
    public void An_update_that_closes_every_path_is_denied() =>
        Assert.Equal($"deny spec.egress: {Blocked}", Reviewed.Update(Shop, Open, Closed).Says(Rule));

    [Fact]
    public void A_new_policy_that_closes_every_path_warns() =>
        Assert.Equal($"warn spec.egress: {Blocked}", Reviewed.Create(Shop, Closed).Says(Rule));

    [Fact]
    public void Deleting_the_policy_that_allowed_names_warns()
    {
        var deny = Some.Policy("shop/deny-all", types: PolicyTypes.Egress);
        Assert.Equal($"warn metadata.name: {Blocked}", Reviewed.Delete(Shop with { Policies = [deny] }, Open).Says(Rule));
    }

    [Fact]
    public void The_remedy_names_the_pods_and_their_ports()
    {
        var finding = Reviewed.Update(Shop, Open, Closed).Finding(Rule);
        Assert.Equal("Allow egress to the pods \"k8s-app=kube-dns\" of namespace \"kube-system\" on TCP 53 and UDP 53.", finding.Remediation);
        Assert.True(finding.IsCurable);
    }

    [Theory]
    [InlineData("UDP 53, TCP 53", "")]
    [InlineData("UDP, TCP", "")]
    [InlineData("UDP dns, TCP dns-tcp", "")]
    [InlineData("UDP 53", "warn spec.egress: shop/web[Pod] can resolve names only in part: kube-system/kube-dns is closed over TCP")]
    [InlineData("TCP 53", $"deny spec.egress: {Blocked}")]
    [InlineData("UDP 5353, TCP 5353", $"deny spec.egress: {Blocked}")]
    public void The_port_is_that_of_the_DNS_pods(string ports, string says) =>
        Assert.Equal(says, Reviewed.Update(Shop, Open, Egress(Some.Rule(ToDns, ports))).Says(Rule));

    [Theory]
    [InlineData("UDP 53, TCP 53", "deny spec.egress: shop/web[Pod] can no longer resolve names: openshift-dns/dns-default is closed over UDP")]
    [InlineData("UDP 5353, TCP 5353", "")]
    [InlineData("UDP dns, TCP dns-tcp", "")]
    public void OpenShifts_pods_listen_on_another_port_than_their_Service(string ports, string says) =>
        Assert.Equal(says, Reviewed.Update(OpenShift, Open, Egress(Some.Rule(Some.Peer(namespaces: ""), ports))).Says(Rule));

    [Fact]
    public void The_remedy_names_the_port_behind_the_Service() => Assert.Equal(
        "Allow egress to the pods \"dns=default\" of namespace \"openshift-dns\" on TCP 5353 and UDP 5353.",
        Reviewed.Update(OpenShift, Open, Closed).Finding(Rule).Remediation);

    [Fact]
    public void A_namespace_label_that_does_not_exist_closes_every_path() => Assert.Equal(
        $"deny spec.egress: {Blocked}",
        Reviewed.Update(Shop, Open, Egress(Some.Rule(Some.Peer("k8s-app=kube-dns", "name=kube-system"), "UDP 53, TCP 53"))).Says(Rule));

    [Fact]
    public void The_label_that_every_namespace_has_keeps_the_path_open() => Assert.Empty(Reviewed.Update(
        Shop, Open, Egress(Some.Rule(Some.Peer("k8s-app=kube-dns", $"{Namespace.NameLabel}=kube-system"), "UDP 53, TCP 53"))).Says(Rule));

    [Fact]
    public void Beside_NodeLocal_DNSCache_the_pods_alone_are_one_path_of_two() => Assert.Equal(
        "warn spec.egress: shop/web[Pod] can resolve names only in part: NodeLocal DNSCache 10.96.0.10, 169.254.20.10 is closed over UDP; "
        + "NodeLocal DNSCache 10.96.0.10, 169.254.20.10 is closed over TCP",
        Reviewed.Update(NodeLocal, Open, Egress(Some.Rule(ToDns))).Says(Rule));

    [Fact]
    public void NodeLocals_addresses_alone_are_one_path_of_two() => Assert.Equal(
        "warn spec.egress: shop/web[Pod] can resolve names only in part: kube-system/kube-dns is closed over UDP; kube-system/kube-dns is closed over TCP",
        Reviewed.Update(NodeLocal, Open, Egress(Some.Rule([Some.Block("169.254.20.10/32"), Some.Block("10.96.0.10/32")]))).Says(Rule));

    [Fact]
    public void Some_of_NodeLocals_addresses_are_a_path_that_is_partly_open() => Assert.Equal(
        "warn spec.egress: shop/web[Pod] can resolve names only in part: NodeLocal DNSCache 10.96.0.10, 169.254.20.10 (some) is closed over UDP; "
        + "NodeLocal DNSCache 10.96.0.10, 169.254.20.10 (some) is closed over TCP",
        Reviewed.Update(NodeLocal, Open, Egress(Some.Rule([ToDns, Some.Block("169.254.20.10/32")]))).Says(Rule));

    [Fact]
    public void All_addresses_and_the_pods_are_every_path() => Assert.Empty(Reviewed.Update(
        NodeLocal, Open, Egress(Some.Rule([ToDns, Some.Block("169.254.20.10/32"), Some.Block("10.96.0.10/32")], "UDP 53, TCP 53"))).Says(Rule));

    [Fact]
    public void No_path_at_all_is_denied_beside_NodeLocal_too() => Assert.Equal(
        "deny spec.egress: shop/web[Pod] can no longer resolve names: NodeLocal DNSCache 10.96.0.10, 169.254.20.10 and kube-system/kube-dns are closed over UDP",
        Reviewed.Update(NodeLocal, Open, Closed).Says(Rule));

    [Fact]
    public void A_pod_with_its_own_name_server_needs_that_one_alone()
    {
        var shop = Shop with { Pods = [Own("203.0.113.53"), CoreDns] };
        Assert.Equal(
            "deny spec.egress: shop/web[Pod] can no longer resolve names: 203.0.113.53 is closed over UDP",
            Reviewed.Update(shop, Open, Egress(Some.Rule(ToDns))).Says(Rule));
        Assert.Empty(Reviewed.Update(shop, Open, Egress(Some.Rule(Some.Block("203.0.113.53/32"), "UDP 53, TCP 53"))).Says(Rule));
    }

    [Fact]
    public void One_of_two_own_name_servers_is_one_path_of_two()
    {
        var review = Reviewed.Update(
            Shop with { Pods = [Own("203.0.113.53,203.0.113.54")] }, Open, Egress(Some.Rule(Some.Block("203.0.113.53/32"), "UDP 53, TCP 53")));
        Assert.StartsWith("warn spec.egress: shop/web[Pod] can resolve names only in part: 203.0.113.54 is closed over UDP", review.Says(Rule), StringComparison.Ordinal);
        Assert.Equal("Allow egress to 203.0.113.53 on TCP 53 and UDP 53 and to 203.0.113.54 on TCP 53 and UDP 53.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void An_own_name_server_that_is_a_Service_or_a_pod_of_the_cluster_is_judged_as_such()
    {
        foreach (var address in new[] { "10.96.0.10", "10.1.0.53" })
        {
            var shop = Shop with { Pods = [Own(address), CoreDns] };
            Assert.Empty(Reviewed.Update(shop, Open, Egress(Some.Rule(ToDns, "UDP 53, TCP 53"))).Says(Rule));
            Assert.Equal(Verdict.Deny, Reviewed.Update(shop, Open, Closed).Finding(Rule).Action);
        }
    }

    [Fact]
    public void Pods_with_own_and_with_the_clusters_name_servers_are_told_what_either_lacks()
    {
        var own = Own("203.0.113.53") with { Key = Some.Key("shop/own"), Workload = new Workload("shop", "own", "Pod") };
        var says = Reviewed.Update(Shop with { Pods = [Web, own, CoreDns] }, Open, Closed).Findings.Where(finding => finding.Rule == Rule).ToList();
        Assert.Equal(
            [
                "shop/own[Pod] can no longer resolve names: 203.0.113.53 is closed over UDP",
                "shop/web[Pod] can no longer resolve names: kube-system/kube-dns is closed over UDP",
            ],
            says.Select(finding => finding.Message));
        Assert.Equal("Allow egress to 203.0.113.53 on TCP 53 and UDP 53.", says[0].Remediation);
        Assert.Contains("namespace \"kube-system\" on TCP 53", says[1].Remediation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_asks_its_nodes_name_servers_is_not_judged() =>
        Assert.Empty(Reviewed.Update(Shop with { Pods = [Web with { Dns = PodDns.Default }, CoreDns] }, Open, Closed).Says(Rule));

    [Fact]
    public void A_policy_that_isolates_the_DNS_pods_breaks_everybody()
    {
        var review = Reviewed.Create(Shop, Some.Policy("kube-system/dns", "k8s-app=kube-dns"));
        Assert.Equal(
            "warn spec.ingress: shop/db[Pod] and shop/web[Pod] can no longer resolve names: kube-system/kube-dns is closed over UDP", review.Says(Rule));
        Assert.Equal("Admit all pods of the cluster to the DNS pods' port over UDP and TCP.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_policy_on_the_DNS_pods_that_admits_some_breaks_the_others()
    {
        var policy = Some.Policy("kube-system/dns", "k8s-app=kube-dns", [Some.Rule(Some.Peer("app=web", namespaces: ""), "UDP 53, TCP 53")]);
        Assert.Equal("warn spec.ingress: shop/db[Pod] can no longer resolve names: kube-system/kube-dns is closed over UDP", Reviewed.Create(Shop, policy).Says(Rule));
    }

    [Fact]
    public void The_egress_of_the_DNS_pods_themselves_is_nobody_elses_path() =>
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("kube-system/dns", "k8s-app=kube-dns", types: PolicyTypes.Egress)).Says(Rule));

    [Fact]
    public void Pods_that_could_not_resolve_names_before_have_lost_nothing() =>
        Assert.Empty(Reviewed.Update(Shop, Closed, Egress(Some.Rule(Some.Peer("app=web")))).Says(Rule));

    [Fact]
    public void Opening_a_path_is_no_finding() => Assert.Empty(Reviewed.Update(Shop, Closed, Egress(Some.Rule(ToDns, "UDP 53"))).Says(Rule));

    [Fact]
    public void Another_policy_that_allows_names_makes_it_good()
    {
        var allow = Some.Policy("shop/allow-dns", egress: [Some.Rule(ToDns, "UDP 53, TCP 53")], types: PolicyTypes.Egress);
        Assert.Empty(Reviewed.Update(Shop with { Policies = [allow] }, Open, Closed).Says(Rule));
        Assert.All(
            Reviewed.Set(Shop, Reviewed.Update(Open, Closed), Reviewed.Creation(allow)).Reviews, review => Assert.Empty(review.Says(Rule)));
    }

    [Fact]
    public void One_reachable_DNS_pod_is_enough()
    {
        var second = CoreDns with { Key = Some.Key("kube-system/coredns-2"), Labels = Some.Labels("k8s-app=kube-dns,zone=b") };
        var shop = Shop with { Pods = [Web, CoreDns, second] };
        Assert.Empty(Reviewed.Update(shop, Open, Egress(Some.Rule(Some.Peer("zone=b", namespaces: "")))).Says(Rule));
    }

    [Fact]
    public void DNS_pods_on_the_host_network_are_reached_at_any_of_their_nodes()
    {
        var onHost = new[] { "192.168.0.1", "192.168.0.2" }.Select((at, i) => CoreDns with
        {
            Key = new ObjectKey("kube-system", $"dns-{i}"),
            Workload = new Workload("kube-system", "dns", "DaemonSet"),
            HostNetwork = true,
            Addresses = Some.Addresses(at),
            HostAddresses = Some.Addresses(at),
        });
        var shop = Shop with { Pods = [Web, .. onHost] };
        Assert.Empty(Reviewed.Update(shop, Open, Egress(Some.Rule(Some.Block("192.168.0.2/32")))).Says(Rule));
        Assert.Equal($"deny spec.egress: {Blocked}", Reviewed.Update(shop, Open, Egress(Some.Rule(ToDns))).Says(Rule));
    }

    [Fact]
    public void A_pod_that_serves_names_itself_needs_no_rule()
    {
        var alone = Some.Policy("kube-system/dns", "k8s-app=kube-dns", egress: [Some.Rule(Some.Peer("app=db"))], types: PolicyTypes.Egress);
        Assert.Empty(Reviewed.Create(Shop, alone).Says(Rule));
    }

    [Fact]
    public void Without_a_DNS_Service_nothing_is_judged_and_the_notes_say_so()
    {
        var set = Reviewed.Set(Shop with { Services = [] }, Reviewed.Update(Open, Closed));
        Assert.Empty(Assert.Single(set.Reviews).Says(Rule));
        Assert.Equal(["DNS not judged: no DNS Service in the input"], set.Notes);
    }

    [Fact]
    public void A_DNS_Service_without_selector_is_not_judged()
    {
        var set = Reviewed.Set(Shop with { Services = [KubeDns with { Selector = null }] }, Reviewed.Update(Open, Closed));
        Assert.Empty(Assert.Single(set.Reviews).Says(Rule));
        Assert.Empty(set.Notes);
    }

    [Fact]
    public void The_configuration_can_name_other_Services()
    {
        var shop = Shop with { Services = [KubeDns with { Key = Some.Key("kube-system/unbound") }] };
        var configuration = new GuardConfiguration { DnsServices = [Some.Key("kube-system/unbound")] };
        Assert.Equal(Verdict.Deny, Reviewed.Update(shop, Open, Closed, configuration).Finding(Rule).Action);
    }

    [Fact]
    public void A_policy_whose_pods_do_not_run_yet_only_warns()
    {
        var says = "warn spec.egress: shop/app=web[representative] can no longer resolve names: kube-system/kube-dns is closed over UDP (no such pods run yet)";
        var empty = Shop with { Pods = [Db, CoreDns] };
        Assert.Equal(says, Reviewed.Create(empty, Closed).Says(Rule));
        Assert.Equal(says, Reviewed.Update(empty, Open, Closed).Says(Rule));
    }

    [Fact]
    public void Pods_that_are_going_need_no_names_and_those_that_follow_them_are_stood_in_for() => Assert.Equal(
        "warn spec.egress: shop/app=web[representative] can no longer resolve names: kube-system/kube-dns is closed over UDP (no such pods run yet)",
        Reviewed.Update(Shop with { Pods = [Web with { IsTerminating = true }, CoreDns] }, Open, Closed).Says(Rule));

    [Fact]
    public void A_DNS_pod_that_is_going_keeps_no_path_open()
    {
        var going = CoreDns with { Key = Some.Key("kube-system/going"), Labels = CoreDns.Labels.With("old", "yes"), IsTerminating = true };
        var onlyToIt = Egress(Some.Rule(Some.Peer("old=yes", ""), "UDP 53, TCP 53"));
        Assert.StartsWith("deny ", Reviewed.Update(Shop with { Pods = [Web, CoreDns, going] }, Open, onlyToIt).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_denied_in_a_namespace_that_is_going()
    {
        var going = Shop with { Namespaces = [Some.Namespace("shop") with { IsTerminating = true }, Some.Namespace("kube-system")] };
        Assert.Equal($"warn spec.egress: {Blocked}", Reviewed.Update(going, Open, Closed).Says(Rule));
    }

    [Fact]
    public void A_selector_that_is_renamed_moves_the_blame()
    {
        var renamed = Closed with { Spec = Closed.Spec with { PodSelector = Some.Selector("app=db") } };
        Assert.StartsWith("deny spec.podSelector: shop/db[Pod] can no longer resolve names", Reviewed.Update(Shop, Closed, renamed).Says(Rule), StringComparison.Ordinal);
    }

    private static NetworkPolicy Egress(PolicyRule rule) => Some.Policy("shop/web", "app=web", egress: [rule], types: PolicyTypes.Egress);

    private static Pod Own(string nameServers) => Web with { Dns = new PodDns(DnsSource.Own, Some.Addresses(nameServers)) };

    private static Pod Cache(string node) =>
        Some.Pod($"kube-system/node-local-dns-{node}", node: node, nodeAt: "192.168.0.1", hostNetwork: true, owner: "node-local-dns[DaemonSet]") with
        {
            LocalDnsAddresses = Some.Addresses("169.254.20.10,10.96.0.10"),
        };
}

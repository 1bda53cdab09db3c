using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class ConnectionsLostTests
{
    private const string Rule = "connections-lost";
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db");
    private static readonly ClusterState Shop = Some.Cluster([Web, Api, Db]);
    private static readonly NetworkPolicy ToBoth = Egress(Some.Rule([Some.Peer("app=api"), Some.Peer("app=db")], "TCP 80"));
    private static readonly NetworkPolicy ToApi = Egress(Some.Rule(Some.Peer("app=api"), "TCP 80"));

    [Fact]
    public void An_egress_rule_that_goes_is_told_with_what_it_allowed()
    {
        var review = Reviewed.Update(Shop, ToBoth, ToApi);
        Assert.Equal("warn spec.egress: connections from shop/web[Pod] to shop/db[Pod] on TCP 80 stop working", review.Says(Rule));
        Assert.Equal("Keep a rule for these connections, or make sure that nobody uses them.", review.Finding(Rule).Remediation);
        Assert.True(review.Finding(Rule).IsCurable);
    }

    [Fact]
    public void Addresses_outside_the_cluster_count() => Assert.Equal(
        "warn spec.egress: connections from shop/web[Pod] to 203.0.113.0-203.0.113.255 on TCP 443 stop working",
        Reviewed.Update(Shop, Egress(Some.Rule(Some.Block("203.0.113.0/24"), "TCP 443")), Egress(Some.Rule(Some.Block("198.51.100.0/24"), "TCP 443"))).Says(Rule));

    [Fact]
    public void A_deletion_that_leaves_the_pods_isolated_is_told_too() => Assert.Equal(
        "warn metadata.name: connections from shop/web[Pod] to shop/api[Pod] on TCP 80 stop working",
        Reviewed.Delete(Shop with { Policies = [Some.Policy("shop/deny", types: PolicyTypes.Egress)] }, ToApi).Says(Rule));

    [Fact]
    public void What_another_policy_still_allows_is_not_lost()
    {
        var other = Some.Policy("shop/other", egress: [Some.Rule(ports: "TCP")], types: PolicyTypes.Egress);
        Assert.Empty(Reviewed.Update(Shop with { Policies = [other] }, ToBoth, ToApi).Says(Rule));
        Assert.All(Reviewed.Set(Shop, Reviewed.Update(ToBoth, ToApi), Reviewed.Creation(other)).Reviews, review => Assert.Empty(review.Says(Rule)));
    }

    [Fact]
    public void What_the_other_end_never_admitted_is_not_lost() =>
        Assert.Empty(Reviewed.Update(Shop with { Policies = [Some.Policy("shop/db", "app=db")] }, ToBoth, ToApi).Says(Rule));

    [Fact]
    public void What_begins_with_isolation_is_told_by_isolation_starts() =>
        Assert.Equal("warn isolation-starts", Reviewed.Create(Shop, ToApi).Summary());

    [Fact]
    public void What_ingress_rules_admitted_is_told_by_ingress_rules_removed() => Assert.Equal(
        "deny ingress-rules-removed",
        Reviewed.Update(Shop, Some.Policy("shop/p", "app=db", [Some.Rule(Some.Peer("app=web"))]), Some.Policy("shop/p", "app=db")).Summary());

    [Fact]
    public void What_only_led_to_the_name_servers_is_told_by_dns_blocked()
    {
        var dns = Some.Pod("kube-system/dns", "k8s-app=kube-dns");
        var shop = Some.Cluster([Web, Db, dns], services: [Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53, TCP 53")]);
        var toDns = Egress(Some.Rule(Some.Peer(namespaces: ""), "UDP 53, TCP 53"));
        Assert.Equal("deny dns-blocked", Reviewed.Update(shop, toDns, Egress(Some.Rule(Some.Peer("app=db")))).Summary());
    }

    [Fact]
    public void Addresses_that_only_include_a_name_server_are_lost_besides()
    {
        var own = Web with { Dns = new PodDns(DnsSource.Own, Some.Addresses("203.0.113.53")) };
        var everywhere = Egress(Some.Rule(Some.Block("0.0.0.0/0")));
        var nowhere = Egress(Some.Rule(Some.Peer("app=db")));
        Assert.Equal(
            "warn spec.egress: connections from shop/web[Pod] to all addresses outside the cluster on all ports stop working",
            Reviewed.Update(Some.Cluster([own, Db]), everywhere, nowhere).Says(Rule));
        Assert.Equal("deny dns-blocked, warn connections-lost", Reviewed.Update(Some.Cluster([own, Db]), Egress(Some.Rule(Some.Block("203.0.113.53/32"))), nowhere).Summary());
        Assert.Equal("deny dns-blocked", Reviewed.Update(Some.Cluster([own, Db]), Egress(Some.Rule(Some.Block("0.0.0.0/0"), "UDP 53, TCP 53")), nowhere).Summary());
    }

    [Fact]
    public void An_update_that_starts_one_direction_and_cuts_another_tells_both()
    {
        var both = Some.Policy("shop/p", "app=web", egress: [Some.Rule(Some.Peer("app=api"), "TCP 80")], types: PolicyTypes.Both);
        Assert.Equal("warn isolation-starts, warn connections-lost", Reviewed.Update(Shop, ToBoth, both).Summary());
    }

    [Fact]
    public void Pods_of_one_workload_that_lose_each_other_count()
    {
        var quorum = Some.Cluster([Some.Pod("shop/db-0", "app=db", owner: "db[StatefulSet]"), Some.Pod("shop/db-1", "app=db", owner: "db[StatefulSet]")]);
        var open = Some.Policy("shop/p", "app=db", egress: [Some.Rule(Some.Peer("app=db"), "TCP 2380")], types: PolicyTypes.Egress);
        var shut = Some.Policy("shop/p", "app=db", egress: [Some.Rule(Some.Peer("app=web"))], types: PolicyTypes.Egress);
        Assert.Equal("warn spec.egress: connections from shop/db[StatefulSet] to shop/db[StatefulSet] on TCP 2380 stop working", Reviewed.Update(quorum, open, shut).Says(Rule));
    }

    [Fact]
    public void Only_connections_between_running_pods_count()
    {
        Assert.Empty(Reviewed.Update(Some.Cluster([Api, Db]), ToBoth, ToApi).Says(Rule));
        Assert.Empty(Reviewed.Update(Some.Cluster([Web, Api, .. Reviewed.NotYet(Db)]), ToBoth, ToApi).Says(Rule));
        Assert.Empty(Reviewed.Update(Some.Cluster([Web, Api, Db with { IsTerminating = true }]), ToBoth, ToApi).Says(Rule));
        Assert.Empty(Reviewed.Update(Some.Cluster([Web, Api, Db with { IsTerminal = true }]), ToBoth, ToApi).Says(Rule));
    }

    [Fact]
    public void More_rules_lose_nothing() => Assert.Empty(Reviewed.Update(Shop, ToApi, ToBoth).Says(Rule));

    private static NetworkPolicy Egress(PolicyRule rule) => Some.Policy("shop/p", "app=web", egress: [rule], types: PolicyTypes.Egress);
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class IngressRulesRemovedTests
{
    private const string Rule = "ingress-rules-removed";
    private static readonly Pod Web = Some.Pod("shop/web", "app=web", at: "10.1.0.1");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api", at: "10.1.0.2");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db", at: "10.1.0.3");
    private static readonly NetworkPolicy DenyAll = Some.Policy("shop/deny-all");
    private static readonly NetworkPolicy Full = Admits5432(Some.Peer("app=api"));
    private static readonly NetworkPolicy Empty = Some.Policy("shop/db", "app=db");
    private static readonly ClusterState Shop = Some.Cluster([Web, Api, Db]);

    [Fact]
    public void An_update_that_leaves_pods_isolated_and_admits_nobody_is_denied() => Assert.Equal(
        "deny spec.ingress: policy \"shop/db\" loses all it admitted: shop/api[Pod] to shop/db[Pod] on TCP 5432",
        Reviewed.Update(Shop, Full, Empty).Says(Rule));

    [Fact]
    public void The_remedy_names_both_ways_and_the_loss_can_be_cured()
    {
        var finding = Reviewed.Update(Shop, Full, Empty).Finding(Rule);
        Assert.Equal("Restore the rules, or first apply another policy that admits these sources.", finding.Remediation);
        Assert.True(finding.IsCurable);
    }

    [Fact]
    public void Deleting_the_policy_warns_where_another_keeps_its_pods_isolated() => Assert.Equal(
        "warn metadata.name: policy \"shop/db\" loses all it admitted: shop/api[Pod] to shop/db[Pod] on TCP 5432",
        Reviewed.Delete(With(DenyAll), Full).Says(Rule));

    [Fact]
    public void Pods_that_are_isolated_no_longer_have_lost_nothing()
    {
        Assert.Empty(Reviewed.Delete(Shop, Full).Says(Rule));
        Assert.Empty(Reviewed.Update(Shop, Full, Some.Policy("shop/db", "app=db", types: PolicyTypes.Egress)).Says(Rule));
    }

    [Fact]
    public void A_new_policy_has_no_rules_to_lose() => Assert.Empty(Reviewed.Create(Shop, Empty).Says(Rule));

    [Fact]
    public void A_policy_that_did_not_isolate_for_ingress_admitted_nobody()
    {
        var egressOnly = Full with { Spec = Full.Spec with { PolicyTypes = PolicyTypes.Egress } };
        Assert.Empty(Reviewed.Update(With(DenyAll), egressOnly, Empty).Says(Rule));
    }

    [Fact]
    public void Losing_some_of_the_sources_warns() => Assert.Equal(
        "warn spec.ingress: policy \"shop/db\" loses some of what it admitted: shop/web[Pod] to shop/db[Pod] on TCP 5432",
        Reviewed.Update(Shop, Admits5432(Some.Peer("app=api"), Some.Peer("app=web")), Full).Says(Rule));

    [Fact]
    public void Losing_some_of_the_ports_warns() => Assert.Equal(
        "warn spec.ingress: policy \"shop/db\" loses some of what it admitted: shop/api[Pod] to shop/db[Pod] on UDP 53",
        Reviewed.Update(Shop, Admits(Some.Rule(Some.Peer("app=api"), "TCP 5432, UDP 53")), Full).Says(Rule));

    [Fact]
    public void Others_that_are_admitted_instead_make_good_nothing() =>
        Assert.StartsWith("deny spec.ingress: ", Reviewed.Update(Shop, Full, Admits5432(Some.Peer("app=web"))).Says(Rule), StringComparison.Ordinal);

    [Fact]
    public void Other_ports_that_are_open_instead_make_good_nothing() => Assert.StartsWith(
        "deny spec.ingress: ", Reviewed.Update(Shop, Full, Admits(Some.Rule(Some.Peer("app=api"), "TCP 5433"))).Says(Rule), StringComparison.Ordinal);

    [Fact]
    public void Another_policy_that_admits_the_same_makes_it_good()
    {
        var other = Some.Policy("shop/other", "app=db", ingress: [Some.Rule(Some.Peer("app in (api,web)"), "TCP")]);
        Assert.Empty(Reviewed.Update(With(other), Full, Empty).Says(Rule));
    }

    [Fact]
    public void Another_policy_that_admits_others_makes_nothing_good()
    {
        var other = Some.Policy("shop/other", "app=db", ingress: [Some.Rule(Some.Peer("app=web"), "TCP 5432")]);
        Assert.Equal(Verdict.Deny, Reviewed.Update(With(other), Full, Empty).Finding(Rule).Action);
    }

    [Fact]
    public void A_policy_of_the_same_change_makes_it_good()
    {
        var moved = Some.Policy("shop/db-2", "app=db", ingress: [Some.Rule(Some.Peer("app=api"), "TCP 5432")]);
        var set = Reviewed.Set(Shop, Reviewed.Update(Full, Empty), Reviewed.Creation(moved));
        Assert.All(set.Reviews, review => Assert.Empty(review.Says(Rule)));
    }

    [Fact]
    public void Two_policies_that_admitted_the_same_are_both_to_blame_when_both_are_emptied()
    {
        var twin = Full with { Key = Some.Key("shop/twin") };
        var set = Reviewed.Set(Shop, Reviewed.Update(Full, Empty), Reviewed.Update(twin, Empty with { Key = twin.Key }));
        Assert.All(set.Reviews, review => Assert.Equal(Verdict.Deny, review.Finding(Rule).Action));
    }

    [Fact]
    public void A_selector_that_is_renamed_takes_the_rules_away_where_the_pods_stay_isolated() => Assert.Equal(
        "deny spec.podSelector: policy \"shop/db\" loses all it admitted: shop/api[Pod] to shop/db[Pod] on TCP 5432",
        Reviewed.Update(With(DenyAll), Full, Some.Policy("shop/db", "app=web", [.. Full.Spec.Ingress])).Says(Rule));

    [Fact]
    public void PolicyTypes_that_lose_Ingress_take_the_rules_away_where_the_pods_stay_isolated()
    {
        var review = Reviewed.Update(With(DenyAll), Full, Full with { Spec = Full.Spec with { PolicyTypes = PolicyTypes.Egress } });
        Assert.StartsWith("deny spec.policyTypes: ", review.Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_outside_the_cluster_count() => Assert.Equal(
        "deny spec.ingress: policy \"shop/db\" loses all it admitted: addresses outside the cluster to shop/db[Pod] on all ports",
        Reviewed.Update(Shop, Admits(Some.Rule(Some.Block("203.0.113.0/24"))), Empty).Says(Rule));

    [Fact]
    public void A_rule_for_everybody_admitted_pods_and_addresses() => Assert.Equal(
        "deny spec.ingress: policy \"shop/db\" loses all it admitted: shop/api[Pod] and shop/web[Pod], and addresses outside the cluster "
        + "to shop/db[Pod] on TCP 5432",
        Reviewed.Update(Shop, Admits(Some.Rule(ports: "TCP 5432")), Empty).Says(Rule));

    [Fact]
    public void Who_is_still_admitted_by_name_is_not_said_to_be_shut_out() => Assert.Equal(
        "warn spec.ingress: policy \"shop/db\" loses some of what it admitted: shop/web[Pod] to shop/db[Pod] on TCP 5432",
        Reviewed.Update(Shop, Admits5432(Some.Peer(namespaces: "")), Full).Says(Rule));

    [Fact]
    public void IPv6_is_no_loss_where_nothing_has_such_an_address()
    {
        var review = Reviewed.Update(
            Shop, Admits(Some.Rule()), Admits(Some.Rule(Some.Block("0.0.0.0/0"))), new GuardConfiguration { IpBlockMatchesPods = true });
        Assert.Empty(review.Says(Rule));
    }

    [Fact]
    public void IPv6_is_a_loss_where_a_pod_has_such_an_address()
    {
        var dual = Db with { Addresses = Some.Addresses("10.1.0.3,fd00::3") };
        var review = Reviewed.Update(
            Some.Cluster([Web, Api, dual]), Admits(Some.Rule()), Admits(Some.Rule(Some.Block("0.0.0.0/0"))), new GuardConfiguration { IpBlockMatchesPods = true });
        Assert.StartsWith("warn spec.ingress: policy \"shop/db\" loses some of what it admitted: addresses outside the cluster", review.Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void Named_ports_are_those_of_the_pods()
    {
        var named = Db with { Ports = Some.ContainerPorts("sql=TCP 5432") };
        var review = Reviewed.Update(Some.Cluster([Api, named]), Admits(Some.Rule(Some.Peer("app=api"), "TCP sql")), Empty);
        Assert.EndsWith("to shop/db[Pod] on TCP 5432", review.Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_of_one_workload_that_lose_each_other_count()
    {
        var quorum = Some.Cluster([Some.Pod("shop/db-0", "app=db", owner: "db[StatefulSet]"), Some.Pod("shop/db-1", "app=db", owner: "db[StatefulSet]")]);
        Assert.Equal(
            "deny spec.ingress: policy \"shop/db\" loses all it admitted: shop/db[StatefulSet] to shop/db[StatefulSet] on TCP 5432",
            Reviewed.Update(quorum, Admits5432(Some.Peer("app=db")), Empty).Says(Rule));
    }

    [Fact]
    public void A_pod_alone_does_not_lose_itself() => Assert.Empty(Reviewed.Update(Some.Cluster([Db]), Admits5432(Some.Peer("app=db")), Empty).Says(Rule));

    [Fact]
    public void A_policy_whose_pods_do_not_run_yet_only_warns() => Assert.Equal(
        "warn spec.ingress: policy \"shop/db\" loses all it admitted: shop/api[Pod] to shop/app=db[representative] "
        + "on TCP 5432 (no such pods run yet)",
        Reviewed.Update(Some.Cluster([Web, Api]), Full, Empty).Says(Rule));

    [Fact]
    public void A_policy_whose_sources_do_not_run_yet_only_warns() => Assert.Equal(
        "warn spec.ingress: policy \"shop/db\" loses all it admitted: shop/app=api[representative] to shop/db[Pod] "
        + "on TCP 5432 (no such pods run yet)",
        Reviewed.Update(Some.Cluster([Web, Db]), Full, Empty).Says(Rule));

    [Fact]
    public void An_empty_namespace_only_warns() =>
        Assert.Equal(Verdict.Warn, Reviewed.Update(ClusterState.Empty, Full, Empty).Finding(Rule).Action);

    [Fact]
    public void Pods_that_the_change_brings_along_only_warn() =>
        Assert.Equal(Verdict.Warn, Reviewed.Update(Some.Cluster([.. Reviewed.NotYet(Db), Api]), Full, Empty).Finding(Rule).Action);

    [Fact]
    public void Pods_that_are_going_lose_nothing_and_those_that_follow_them_are_stood_in_for()
    {
        Assert.EndsWith("to shop/app=db[representative] on TCP 5432 (no such pods run yet)",
            Reviewed.Update(Some.Cluster([Api, Db with { IsTerminating = true }]), Full, Empty).Says(Rule), StringComparison.Ordinal);
        Assert.Contains("shop/app=api[representative] to shop/db[Pod]",
            Reviewed.Update(Some.Cluster([Api with { IsTerminating = true }, Db]), Full, Empty).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_is_kept_and_runs_nowhere_does_not_soften_the_loss_of_all_that_run()
    {
        var before = Admits(Some.Rule([Some.Peer("app=api"), Some.Peer("app=gone")], "TCP 5432"));
        Assert.StartsWith("deny ", Reviewed.Update(Some.Cluster([Api, Db]), before, Admits(Some.Rule(Some.Peer("app=gone"), "TCP 5432"))).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_denied_in_a_namespace_that_is_going()
    {
        var going = Shop with { Namespaces = [Some.Namespace("shop") with { IsTerminating = true }] };
        Assert.Equal(Verdict.Warn, Reviewed.Update(going, Full, Empty).Verdict);
    }

    private static ClusterState With(NetworkPolicy policy) => Shop with { Policies = [policy] };

    private static NetworkPolicy Admits(PolicyRule rule) => Some.Policy("shop/db", "app=db", ingress: [rule]);

    private static NetworkPolicy Admits5432(params PolicyPeer[] peers) => Admits(Some.Rule(peers, "TCP 5432"));
}

using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class IsolationStartsTests
{
    private const string Rule = "isolation-starts";
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api");
    private static readonly ClusterState Shop = Some.Cluster([Web, Api]);
    private static readonly NetworkPolicy DenyIngress = Some.Policy("shop/p", "app=web");
    private static readonly NetworkPolicy DenyEgress = Some.Policy("shop/p", "app=web", types: PolicyTypes.Egress);

    [Fact]
    public void The_first_policy_for_ingress_says_who_can_no_longer_connect() => Assert.Equal(
        "warn spec.podSelector: shop/web[Pod] becomes isolated for ingress and loses connections from shop/api[Pod] and all addresses outside the cluster",
        Reviewed.Create(Shop, DenyIngress).Says(Rule));

    [Fact]
    public void The_first_policy_for_egress_says_what_can_no_longer_be_reached() => Assert.Equal(
        "warn spec.podSelector: shop/web[Pod] becomes isolated for egress and loses connections to shop/api[Pod] and all addresses outside the cluster",
        Reviewed.Create(Shop, DenyEgress).Says(Rule));

    [Fact]
    public void Each_direction_is_a_finding() => Assert.Equal(
        "warn spec.podSelector: shop/web[Pod] becomes isolated for ingress and loses connections from shop/api[Pod] and all addresses outside the cluster\n"
        + "warn spec.podSelector: shop/web[Pod] becomes isolated for egress and loses connections to shop/api[Pod] and all addresses outside the cluster",
        Reviewed.Create(Shop, Some.Policy("shop/p", "app=web", types: PolicyTypes.Both)).Says(Rule));

    [Fact]
    public void What_the_policy_allows_goes_on_and_is_not_named() => Assert.Equal(
        "warn spec.podSelector: shop/web[Pod] becomes isolated for ingress and loses connections from all addresses outside the cluster",
        Reviewed.Create(Shop, Some.Policy("shop/p", "app=web", [Some.Rule(Some.Peer(""))])).Says(Rule));

    [Fact]
    public void When_nothing_stops_working_it_is_only_recorded() => Assert.Equal(
        "audit spec.podSelector: shop/web[Pod] becomes isolated for ingress, and nothing stops working",
        Reviewed.Create(Shop, Some.Policy("shop/p", "app=web", [Some.Rule()])).Says(Rule));

    [Fact]
    public void What_another_policy_of_the_set_isolates_is_said_there()
    {
        var set = Reviewed.Set(
            Some.Cluster([Web, Some.Pod("bank/till", "app=till")]),
            Reviewed.Creation(Some.Policy("shop/p", "app=web", egress: [Some.Rule()], types: PolicyTypes.Both)),
            Reviewed.Creation(Some.Policy("bank/p", types: PolicyTypes.Egress)));
        Assert.Equal(
            "warn spec.podSelector: shop/web[Pod] becomes isolated for ingress and loses connections from bank/till[Pod] and all addresses outside the cluster\n"
            + "audit spec.podSelector: shop/web[Pod] becomes isolated for egress, and nothing stops working",
            set.Reviews[1].Says(Rule));
    }

    [Fact]
    public void Pods_that_are_isolated_already_are_no_finding()
    {
        var first = Some.Policy("shop/first", types: PolicyTypes.Ingress);
        Assert.Empty(Reviewed.Create(Shop with { Policies = [first] }, DenyIngress).Says(Rule));
    }

    [Fact]
    public void Isolation_in_the_other_direction_is_another_matter()
    {
        var first = Some.Policy("shop/first", types: PolicyTypes.Ingress);
        Assert.StartsWith(
            "warn spec.podSelector: shop/web[Pod] becomes isolated for egress", Reviewed.Create(Shop with { Policies = [first] }, DenyEgress).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_selects_more_pods_isolates_those()
    {
        var wider = DenyIngress with { Spec = DenyIngress.Spec with { PodSelector = Some.Selector("app in (web,api)") } };
        Assert.StartsWith(
            "warn spec.podSelector: shop/api[Pod] becomes isolated for ingress", Reviewed.Update(Shop, DenyIngress, wider).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_names_another_direction_isolates_there()
    {
        var both = DenyIngress with { Spec = DenyIngress.Spec with { PolicyTypes = PolicyTypes.Both } };
        Assert.StartsWith(
            "warn spec.policyTypes: shop/web[Pod] becomes isolated for egress", Reviewed.Update(Shop, DenyIngress, both).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deletion_isolates_nobody() => Assert.Empty(Reviewed.Delete(Shop, DenyIngress).Says(Rule));

    [Fact]
    public void Two_policies_of_one_change_are_the_first_together_and_cut_what_neither_allows()
    {
        var set = Reviewed.Set(Shop, Reviewed.Creation(DenyIngress), Reviewed.Creation(Some.Policy("shop/q", "app=web", [Some.Rule(Some.Peer("app=api"))])));
        Assert.All(set.Reviews, review => Assert.Equal(
            "warn spec.podSelector: shop/web[Pod] becomes isolated for ingress and loses connections from all addresses outside the cluster", review.Says(Rule)));
        Assert.Equal(["0.0.0.0-255.255.255.255 -> shop/web[Pod] all"], Reviewed.Lines(set.Effect.Lost));
    }

    [Fact]
    public void Pods_that_do_not_run_yet_are_no_finding()
    {
        Assert.Empty(Reviewed.Create(Some.Cluster([Api]), DenyIngress).Says(Rule));
        Assert.Empty(Reviewed.Create(Some.Cluster([.. Reviewed.NotYet(Web), Api]), DenyIngress).Says(Rule));
    }

    [Fact]
    public void Pods_that_are_going_are_no_finding() =>
        Assert.Empty(Reviewed.Create(Some.Cluster([Web with { IsTerminating = true }, Api]), DenyIngress).Says(Rule));

    [Fact]
    public void HostNetwork_pods_are_never_isolated() =>
        Assert.Empty(Reviewed.Create(Some.Cluster([Web with { HostNetwork = true }, Api]), DenyIngress).Says(Rule));

    [Fact]
    public void Many_workloads_are_three_names_and_a_number()
    {
        var pods = Enumerable.Range(1, 5).Select(i => Some.Pod($"shop/w{i}", "app=web"));
        Assert.StartsWith(
            "warn spec.podSelector: shop/w1[Pod], shop/w2[Pod], shop/w3[Pod] and 2 more become isolated for ingress",
            Reviewed.Create(Some.Cluster([.. pods]), DenyIngress).Says(Rule),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_remedy_and_its_cure_are_more_rules()
    {
        var finding = Reviewed.Create(Shop, DenyIngress).Finding(Rule);
        Assert.Equal("Make sure that the policies of these pods together allow what they need.", finding.Remediation);
        Assert.True(finding.IsCurable);
    }
}

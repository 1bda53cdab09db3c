using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class IsolationEndsTests
{
    private const string Rule = "isolation-ends";
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api");
    private static readonly ClusterState Shop = Some.Cluster([Web, Api]);
    private static readonly NetworkPolicy OnWeb = Some.Policy("shop/p", "app=web");

    [Fact]
    public void Deleting_the_last_policy_says_who_can_connect_now() => Assert.Equal(
        "warn metadata.name: shop/web[Pod] is no longer isolated for ingress and gains connections from shop/api[Pod] and all addresses outside the cluster",
        Reviewed.Delete(Shop, OnWeb).Says(Rule));

    [Fact]
    public void A_selector_that_no_longer_matches_says_the_same() => Assert.Equal(
        "warn spec.podSelector: shop/web[Pod] is no longer isolated for ingress and gains connections from shop/api[Pod] and all addresses outside the cluster",
        Reviewed.Update(Shop, OnWeb, Some.Policy("shop/p", "app=wbe")).Says(Rule));

    [Fact]
    public void A_direction_that_policyTypes_drops_is_named() => Assert.Equal(
        "warn spec.policyTypes: shop/web[Pod] is no longer isolated for egress and gains connections to shop/api[Pod] and all addresses outside the cluster",
        Reviewed.Update(Shop, Some.Policy("shop/p", "app=web", types: PolicyTypes.Both), OnWeb).Says(Rule));

    [Fact]
    public void Whom_another_policy_of_the_set_lets_go_is_said_there()
    {
        var (shop, bank) = (
            Some.Policy("shop/p", "app=web", egress: [Some.Rule()], types: PolicyTypes.Both), Some.Policy("bank/p", types: PolicyTypes.Egress));
        var set = Reviewed.Set(Some.Cluster([Web, Some.Pod("bank/till", "app=till")]), Reviewed.Deletion(shop), Reviewed.Deletion(bank));
        Assert.Equal(
            "warn metadata.name: shop/web[Pod] is no longer isolated for ingress and gains connections from bank/till[Pod] and all addresses outside the cluster\n"
            + "warn metadata.name: shop/web[Pod] is no longer isolated for egress",
            set.Reviews[1].Says(Rule));
    }

    [Fact]
    public void Each_direction_is_a_finding() => Assert.Equal(
        "warn metadata.name: shop/api[Pod] and shop/web[Pod] are no longer isolated for ingress and gain connections from shop/api[Pod] and shop/web[Pod], "
        + "and all addresses outside the cluster\nwarn metadata.name: shop/api[Pod] and shop/web[Pod] are no longer isolated for egress and gain connections to "
        + "shop/api[Pod] and shop/web[Pod], and all addresses outside the cluster",
        Reviewed.Delete(Shop, Some.Policy("shop/p", types: PolicyTypes.Both)).Says(Rule));

    [Fact]
    public void A_policy_that_kept_nobody_out_opens_nothing() => Assert.Equal(
        "warn metadata.name: shop/web[Pod] is no longer isolated for ingress", Reviewed.Delete(Shop, Some.Policy("shop/p", "app=web", [Some.Rule()])).Says(Rule));

    [Fact]
    public void While_another_policy_isolates_the_pods_nothing_ends() =>
        Assert.Empty(Reviewed.Delete(Shop with { Policies = [Some.Policy("shop/other")] }, OnWeb).Says(Rule));

    [Fact]
    public void Isolation_in_the_other_direction_is_another_matter() => Assert.NotEmpty(
        Reviewed.Delete(Shop with { Policies = [Some.Policy("shop/other", types: PolicyTypes.Egress)] }, OnWeb).Says(Rule));

    [Fact]
    public void A_policy_of_the_same_change_that_takes_over_keeps_the_isolation()
    {
        var set = Reviewed.Set(Shop, Reviewed.Deletion(OnWeb), Reviewed.Creation(Some.Policy("shop/q", "app")));
        Assert.All(set.Reviews, review => Assert.Empty(review.Says(Rule)));
    }

    [Fact]
    public void A_policy_that_is_new_or_only_gets_other_rules_ends_nothing()
    {
        Assert.Empty(Reviewed.Create(Shop, OnWeb).Says(Rule));
        Assert.Empty(Reviewed.Update(Shop, OnWeb, Some.Policy("shop/p", "app=web", [Some.Rule()])).Says(Rule));
    }

    [Fact]
    public void Pods_that_do_not_run_or_are_going_are_no_finding()
    {
        Assert.Empty(Reviewed.Delete(Some.Cluster([Api]), OnWeb).Says(Rule));
        Assert.Empty(Reviewed.Delete(Some.Cluster([.. Reviewed.NotYet(Web), Api]), OnWeb).Says(Rule));
        Assert.Empty(Reviewed.Delete(Some.Cluster([Web with { IsTerminating = true }, Api]), OnWeb).Says(Rule));
    }

    [Fact]
    public void The_remedy_is_another_policy()
    {
        var finding = Reviewed.Delete(Shop, OnWeb).Finding(Rule);
        Assert.Equal("Keep a policy that selects these pods, for instance a default deny for the namespace.", finding.Remediation);
        Assert.False(finding.IsCurable);
    }
}

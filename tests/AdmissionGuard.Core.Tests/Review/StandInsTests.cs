using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class StandInsTests
{
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");

    [Fact]
    public void A_policy_whose_pods_run_needs_none() => Assert.Empty(For(Reviewed.Creation(Some.Policy("shop/p", "app=web")), Web));

    [Fact]
    public void HostNetwork_pods_run_too() =>
        Assert.Empty(For(Reviewed.Creation(Some.Policy("shop/p", "app=web")), Web with { HostNetwork = true }));

    [Fact]
    public void A_policy_whose_pods_do_not_run_gets_one_with_fitting_labels()
    {
        var pods = Assert.Single(For(Reviewed.Creation(Some.Policy("shop/p", "app in (db,sql),tier,env notin (dev),!legacy")), Web));
        Assert.Equal(Some.Labels("app=db,tier=representative,env=representative"), pods.Labels);
        Assert.True(pods.IsHypothetical);
        Assert.Equal("shop", pods.Namespace.Name);
    }

    [Fact]
    public void An_empty_namespace_gets_one_for_the_empty_selector() =>
        Assert.Equal("shop/any pod[representative]", Assert.Single(For(Reviewed.Creation(Some.Policy("shop/p")))).Workload.ToString());

    [Fact]
    public void A_selector_that_contradicts_itself_is_meant_for_nobody() =>
        Assert.Empty(For(Reviewed.Creation(Some.Policy("shop/p", "app=a,app=b"))));

    [Fact]
    public void A_deletion_is_judged_on_them_too() => Assert.Equal(
        ["shop/app=db[representative]"], For(Reviewed.Deletion(Some.Policy("shop/p", "app=db"))).Select(pods => pods.Workload.ToString()));

    [Fact]
    public void Old_ingress_peers_that_do_not_run_get_one_each_where_they_would_run()
    {
        var old = Some.Policy("shop/p", "app=web", [Some.Rule([Some.Peer("app=a"), Some.Peer("app=b", $"{Namespace.NameLabel}=bank"), Some.Peer("app=web")])]);
        Assert.Equal(
            ["shop/app=a[representative]", "bank/app=b[representative]"],
            For(Reviewed.Update(old, Some.Policy("shop/p", "app=web")), Web).Select(pods => pods.Workload.ToString()));
    }

    [Fact]
    public void Peers_that_mean_everybody_or_addresses_need_none()
    {
        var old = Some.Policy("shop/p", "app=web", [Some.Rule([Some.Peer(namespaces: ""), Some.Block("10.0.0.0/8")]), Some.Rule()]);
        Assert.Empty(For(Reviewed.Update(old, Some.Policy("shop/p", "app=web")), Web));
    }

    private static IReadOnlyList<PodClass> For(PolicyChange change, params Pod[] pods) =>
        StandIns.For(ClusterIndex.Build(Some.Cluster(pods), []), change);
}

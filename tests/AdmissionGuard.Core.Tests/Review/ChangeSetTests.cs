using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class ChangeSetTests
{
    private static readonly NetworkPolicy Stored = Some.Policy("shop/p", types: PolicyTypes.Ingress);
    private static readonly NetworkPolicy WithoutTypes = Some.Policy("shop/p", egress: [Some.Rule()]);

    [Fact]
    public void A_manifest_that_is_not_stored_is_a_creation() => Assert.Equal(Reviewed.Creation(Stored), One([], Stored));

    [Fact]
    public void A_manifest_that_is_stored_is_an_update() => Assert.Equal(Reviewed.Update(Stored, Stored), One([Stored], Stored));

    [Fact]
    public void A_manifest_with_a_generateName_means_no_stored_policy()
    {
        var generated = Stored with { Key = Stored.Key with { IsPrefix = true } };
        Assert.Null(One([Stored], generated).Before);
        Assert.Equal("shop/p", generated.Key.ToString());
    }

    [Fact]
    public void A_deletion_has_no_after() =>
        Assert.Equal(Reviewed.Deletion(Stored), Assert.Single(ChangeSet.Of(Some.Cluster(policies: [Stored]), [], [Stored.Key], replace: false)));

    [Fact]
    public void Changes_stand_in_the_order_of_their_names()
    {
        var changes = ChangeSet.Of(Some.Cluster(policies: [Stored]), [Some.Policy("shop/z"), Some.Policy("bank/z")], [Stored.Key], replace: false);
        Assert.Equal(["bank/z", "shop/p", "shop/z"], changes.Select(change => change.Key.ToString()));
    }

    [Fact]
    public void An_apply_without_policyTypes_keeps_the_stored_ones() =>
        Assert.Equal(PolicyTypes.Ingress, One([Stored], WithoutTypes).After!.Spec.EffectiveTypes);

    [Fact]
    public void An_apply_without_policyTypes_keeps_those_that_were_defaulted()
    {
        var defaulted = Some.Policy("shop/p", egress: [Some.Rule()]);
        Assert.Equal(PolicyTypes.Both, One([defaulted], Some.Policy("shop/p")).After!.Spec.EffectiveTypes);
    }

    [Fact]
    public void An_apply_removes_the_policyTypes_that_the_apply_before_wrote() =>
        Assert.Equal(PolicyTypes.Both, One([Stored with { Written = WrittenFields.PolicyTypes }], WithoutTypes).After!.Spec.EffectiveTypes);

    [Fact]
    public void An_apply_with_policyTypes_has_its_own() => Assert.Equal(
        PolicyTypes.Egress, One([Stored], Some.Policy("shop/p", types: PolicyTypes.Egress)).After!.Spec.EffectiveTypes);

    [Fact]
    public void A_replace_defaults_policyTypes_again() =>
        Assert.Equal(PolicyTypes.Both, One([Stored], WithoutTypes, replace: true).After!.Spec.EffectiveTypes);

    [Fact]
    public void What_the_author_wrote_stays_with_the_applied_manifest() => Assert.Equal(
        WrittenFields.EmptyEgress, One([Stored], Some.Policy("shop/p") with { Written = WrittenFields.EmptyEgress }).After!.Written);

    [Fact]
    public void What_comes_with_the_change_joins_the_cluster_and_does_not_run_yet()
    {
        var change = Some.Cluster([Some.Pod("new/web", owner: "web[Deployment]")], services: [Some.Service("new/web", "app=web", "TCP 80")]);
        var joined = ChangeSet.With(Some.Cluster([Some.Pod("shop/web")]), change);
        Assert.Equal([false, true], joined.Pods.Select(pod => pod.IsHypothetical));
        Assert.Equal(["shop", "new"], joined.Namespaces.Select(item => item.Name));
        Assert.Equal("new/web", Assert.Single(joined.Services).Key.ToString());
    }

    [Fact]
    public void What_the_cluster_has_is_not_taken_from_the_change()
    {
        var cluster = Some.Cluster(
            [Some.Pod("shop/web-1", "v=1", owner: "web[Deployment]")], namespaces: [Some.Namespace("shop", "env=prod")], services: [Some.Service("shop/web", "v=1", "TCP 80")]);
        var change = Some.Cluster([Some.Pod("shop/web-0", "v=2", owner: "web[Deployment]")], services: [Some.Service("shop/web", "v=2", "TCP 80")]);
        var joined = ChangeSet.With(cluster, change);
        Assert.Equal(cluster.Pods, joined.Pods);
        Assert.Equal(cluster.Namespaces, joined.Namespaces);
        Assert.Equal(cluster.Services, joined.Services);
    }

    private static PolicyChange One(NetworkPolicy[] stored, NetworkPolicy manifest, bool replace = false) =>
        Assert.Single(ChangeSet.Of(Some.Cluster(policies: stored), [manifest], [], replace));
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class ReviewerTests
{
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db");
    private static readonly ClusterState Shop = Some.Cluster([Web, Api, Db]);
    private static readonly NetworkPolicy Full = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=api"), "TCP 5432, UDP 53")]);
    private static readonly NetworkPolicy Empty = Some.Policy("shop/db", "app=db");

    [Fact]
    public void No_change_is_allowed()
    {
        var set = Reviewed.Set(Shop);
        Assert.Equal(Verdict.Allow, set.Verdict);
        Assert.Empty(set.Reviews);
    }

    [Fact]
    public void The_operation_follows_from_what_there_is()
    {
        Assert.Equal(Operation.Create, Reviewed.Create(Shop, Full).Operation);
        Assert.Equal(Operation.Update, Reviewed.Update(Shop, Full, Full).Operation);
        Assert.Equal(Operation.Delete, Reviewed.Delete(Shop, Full).Operation);
    }

    [Fact]
    public void An_unchanged_spec_is_allowed_whatever_is_wrong_with_it()
    {
        var flawed = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer(namespaces: ""))], [Some.Rule()], PolicyTypes.Ingress);
        Unremarkable(Reviewed.Update(Shop, flawed, flawed));
        Unremarkable(Reviewed.Update(Shop, flawed, flawed with { Acknowledgement = "x=y", NamespaceOmitted = true }));
    }

    [Fact]
    public void A_spec_in_another_order_is_unchanged()
    {
        var before = Some.Policy("shop/db", "app in (db,sql)", [Some.Rule([Some.Peer("app=api"), Some.Peer("app=web")], "TCP 1, TCP 2"), Some.Rule(Some.Block("10.0.0.0/8"))]);
        var after = Some.Policy(
            "shop/db", "app in (sql,db)", [Some.Rule(Some.Block("10.0.0.0/8")), Some.Rule([Some.Peer("app=web"), Some.Peer("app=api")], "TCP 2, TCP 1")], types: PolicyTypes.Ingress);
        Unremarkable(Reviewed.Update(Shop, before, after));
    }

    [Fact]
    public void An_empty_egress_that_means_something_is_no_reason_to_look_again()
    {
        var flawed = Some.Policy("shop/db", ingress: [Some.Rule(Some.Peer(namespaces: ""))], types: PolicyTypes.Both);
        Unremarkable(Reviewed.Update(Shop, flawed, flawed with { Written = WrittenFields.EmptyEgress }));
    }

    [Fact]
    public void A_loss_that_another_policy_of_the_set_cures_is_no_finding()
    {
        var moved = Full with { Key = Some.Key("shop/moved") };
        var set = Reviewed.Set(Shop, Reviewed.Deletion(Full), Reviewed.Creation(moved));
        Assert.Equal(Verdict.Allow, set.Verdict);
        Assert.Equal(ConnectionEffect.None.Lost, set.Effect.Lost);
    }

    [Fact]
    public void A_policy_that_the_set_does_not_touch_cures_too()
    {
        var shop = Shop with { Policies = [Full, Full with { Key = Some.Key("shop/twin") }] };
        Assert.Equal(Verdict.Allow, Reviewed.Update(shop, Full, Empty).Verdict);
    }

    [Fact]
    public void A_policy_that_the_set_deletes_cures_nothing()
    {
        var twin = Full with { Key = Some.Key("shop/twin") };
        var set = Reviewed.Set(Shop with { Policies = [Full, twin] }, Reviewed.Update(Full, Empty), Reviewed.Deletion(twin));
        Assert.Equal(["deny", "warn"], set.Reviews.Select(review => review.Verdict.Name()));
        Assert.Equal(Verdict.Deny, set.Verdict);
    }

    [Fact]
    public void The_clusters_copy_of_a_changed_policy_does_not_count()
    {
        var stale = Full with { Spec = Some.Spec("app=db", [Some.Rule()]) };
        Assert.Equal(Verdict.Deny, Reviewed.Update(Shop with { Policies = [stale] }, Full, Empty).Verdict);
    }

    [Fact]
    public void The_effect_of_a_set_is_the_whole_sets()
    {
        var set = Reviewed.Set(
            Shop, Reviewed.Creation(Some.Policy("shop/db", "app=db", types: PolicyTypes.Ingress)), Reviewed.Creation(Some.Policy("shop/web", "app=web", types: PolicyTypes.Egress)));
        Assert.Equal(
            ["shop/api[Pod] -> shop/db[Pod] all", "shop/web[Pod] -> shop/api[Pod] all", "shop/web[Pod] -> shop/db[Pod] all",
             "shop/web[Pod] -> 0.0.0.0-255.255.255.255 all", "0.0.0.0-255.255.255.255 -> shop/db[Pod] all"],
            Reviewed.Lines(set.Effect.Lost));
        Assert.DoesNotContain("shop/web[Pod] -> shop/db[Pod] all", Reviewed.Lines(set.Reviews[0].Effect.Lost));
    }

    [Fact]
    public void Reviews_stand_in_the_order_of_names_whatever_the_order_of_changes() => Assert.Equal(
        ["bank/a", "shop/a", "shop/b"],
        Reviewed.Set(Shop, [.. new[] { "shop/b", "bank/a", "shop/a" }.Select(key => Reviewed.Creation(Some.Policy(key)))]).Reviews.Select(review => review.Policy.ToString()));

    [Fact]
    public void The_strongest_finding_comes_first_and_is_the_verdict()
    {
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer(namespaces: ""))], [Some.Rule()], PolicyTypes.Ingress);
        var review = Reviewed.Create(Shop, policy);
        Assert.Equal("deny rules-ignored-by-policy-types, warn isolation-starts, warn peer-not-namespace-scoped", review.Summary());
        Assert.Equal(Verdict.Deny, review.Verdict);
    }

    [Fact]
    public void The_configuration_can_switch_a_rule_off_and_make_it_stronger_or_weaker()
    {
        Assert.Equal(Verdict.Allow, Reviewed.Update(Shop, Full, Empty, With("ingress-rules-removed", null)).Verdict);
        Assert.Equal(Verdict.Audit, Reviewed.Update(Shop, Full, Empty, With("ingress-rules-removed", Verdict.Audit)).Verdict);
        Assert.Equal(Verdict.Warn, Reviewed.Update(Shop, Full, Empty, With("ingress-rules-removed", Verdict.Warn)).Verdict);
        Assert.Equal(Verdict.Deny, Reviewed.Create(Shop, From(Some.Peer(namespaces: "")), With("peer-not-namespace-scoped", Verdict.Deny)).Verdict);
    }

    [Fact]
    public void No_configuration_denies_what_pods_that_do_not_run_suffer()
    {
        var review = Reviewed.Update(Some.Cluster([Web, Api]), Full, Empty, With("ingress-rules-removed", Verdict.Deny));
        Assert.Equal(Verdict.Warn, review.Verdict);
    }

    [Theory]
    [InlineData("shop", Verdict.Warn)]
    [InlineData("bank", Verdict.Deny)]
    public void Only_the_policys_own_namespace_need_be_going(string going, Verdict verdict)
    {
        var cluster = Some.Cluster([.. Shop.Pods], namespaces: [Some.Namespace(going) with { IsTerminating = true }, Some.Namespace("shop")]);
        Assert.Equal(verdict, Reviewed.Update(cluster, Full, Empty).Verdict);
    }

    [Fact]
    public void Without_a_DNS_Service_the_notes_say_so_once()
    {
        var set = Reviewed.Set(Shop, Reviewed.Creation(Full), Reviewed.Creation(Some.Policy("shop/p")));
        Assert.Equal(["DNS not judged: no DNS Service in the input"], set.Notes);
        Assert.Empty(Reviewed.Set(Shop with { Services = [Some.Service("kube-system/kube-dns", "a=b", "UDP 53")] }, Reviewed.Creation(Full)).Notes);
    }

    [Fact]
    public void What_policies_only_cut_together_is_no_policys_own_effect_but_the_sets()
    {
        var set = Reviewed.Set(Shop, Reviewed.Creation(Empty), Reviewed.Creation(Empty with { Key = Some.Key("shop/twin") }));
        Assert.All(set.Reviews, review => Assert.Empty(review.Effect.Lost));
        Assert.Equal(3, set.Effect.Lost.Length);
    }

    [Fact]
    public void An_index_that_holds_the_old_or_the_new_version_makes_no_difference()
    {
        foreach (var held in new NetworkPolicy[][] { [], [Full], [Empty] })
        {
            var index = ClusterIndex.Build(Shop with { Policies = [.. held] }, []);
            Assert.Equal("deny ingress-rules-removed", Reviewer.Review(index, Reviewed.Update(Full, Empty), GuardConfiguration.Default).Summary());
        }
    }

    [Fact]
    public void Every_verdict_and_operation_has_a_name()
    {
        Assert.Equal(["allow", "audit", "warn", "deny"], Enum.GetValues<Verdict>().Select(verdict => verdict.Name()));
        Assert.Equal(["CREATE", "UPDATE", "DELETE"], Enum.GetValues<Operation>().Select(operation => operation.Name()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((Verdict)9).Name());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((Operation)9).Name());
    }

    private static void Unremarkable(PolicyReview review)
    {
        Assert.Equal(Verdict.Allow, review.Verdict);
        Assert.Empty(review.Findings);
        Assert.Equal(ConnectionEffect.None, review.Effect);
    }

    private static NetworkPolicy From(PolicyPeer peer) => Some.Policy("shop/p", "app=web", [Some.Rule(peer)]);

    private static GuardConfiguration With(string rule, Verdict? action) =>
        new() { Actions = GuardConfiguration.Default.Actions.Add(rule, new RuleActions(action, action, action)) };
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

/// <summary>Who is told what a set of changes does.</summary>
public sealed class BlameTests
{
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db");
    private static readonly Pod Dns = Some.Pod("kube-system/dns", "k8s-app=kube-dns");
    private static readonly ClusterState Shop = Some.Cluster(
        [Web, Db, Dns], services: [Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53, TCP 53")]);
    private static readonly NetworkPolicy DenyEgress = Some.Policy("shop/deny", types: PolicyTypes.Egress);
    private static readonly NetworkPolicy DenyWeb = Some.Policy("shop/deny", "app=web", types: PolicyTypes.Egress);
    private static readonly NetworkPolicy ToDb = Egress("to-db", Some.Peer("app=db"));
    private static readonly NetworkPolicy ToDns = Egress("to-dns", Some.Peer("k8s-app=kube-dns", namespaces: ""));

    [Fact]
    public void Two_first_policies_that_neither_allow_DNS_are_both_told()
    {
        var set = Reviewed.Set(Shop, Reviewed.Creation(DenyWeb), Reviewed.Creation(ToDb));
        Assert.Equal(["warn dns-blocked, warn isolation-starts", "warn dns-blocked, warn isolation-starts"], Summaries(set));
    }

    [Fact]
    public void The_one_that_does_it_to_other_pods_alone_is_told_of_all_of_them()
    {
        var set = Reviewed.Set(Shop, Reviewed.Creation(DenyEgress), Reviewed.Creation(ToDb));
        Assert.Equal(["warn dns-blocked, warn isolation-starts", ""], Summaries(set));
        Assert.StartsWith("shop/db[Pod] and shop/web[Pod] can no longer resolve names", set.Reviews[0].Finding("dns-blocked").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_third_that_allows_it_takes_the_finding_from_those_whose_pods_it_serves()
    {
        var set = Reviewed.Set(Shop, Reviewed.Creation(DenyEgress), Reviewed.Creation(ToDb), Reviewed.Creation(ToDns));
        Assert.All(set.Reviews.Skip(1), review => Assert.Empty(review.Says("dns-blocked")));
        Assert.Equal("shop/db[Pod] can no longer resolve names: kube-system/kube-dns is closed over UDP", set.Reviews[0].Finding("dns-blocked").Message);
    }

    [Fact]
    public void A_policy_that_moves_to_another_name_isolates_nobody_anew()
    {
        var set = Reviewed.Set(Shop, Reviewed.Deletion(ToDb), Reviewed.Creation(ToDb with { Key = Some.Key("shop/moved") }));
        Assert.Equal(["", ""], Summaries(set));
        Assert.Equal(Verdict.Allow, set.Verdict);
    }

    [Fact]
    public void Who_does_it_alone_is_told_and_not_who_touches_the_same_pods()
    {
        var narrowed = Egress("p", Some.Peer("app=web"));
        var wider = Egress("q", Some.Peer("app=web"));
        var set = Reviewed.Set(
            Shop, Reviewed.Update(Egress("p", Some.Peer("app=db")), narrowed), Reviewed.Update(Egress("q", Some.Peer("app=none")), wider));
        Assert.Equal(["warn connections-lost", ""], Summaries(set));
    }

    [Fact]
    public void When_both_ends_change_the_end_that_cuts_is_told()
    {
        var opened = Some.Policy("shop/a", "app=db", [Some.Rule([Some.Peer("app=web"), Some.Block("10.0.0.0/8")])]);
        var set = Reviewed.Set(
            Shop,
            Reviewed.Update(Some.Policy("shop/a", "app=db", [Some.Rule(Some.Peer("app=web"))]), opened),
            Reviewed.Update(ToDb, Egress("to-db", Some.Block("10.0.0.0/8"))));
        Assert.Equal(["", "warn connections-lost"], Summaries(set));
    }

    [Fact]
    public void A_guilty_policy_elsewhere_excuses_nobody()
    {
        var bank = Shop with { Pods = [.. Shop.Pods, Some.Pod("bank/web", "app=web")] };
        var elsewhere = Some.Policy("bank/deny", types: PolicyTypes.Egress);
        var set = Reviewed.Set(bank, Reviewed.Creation(elsewhere), Reviewed.Creation(DenyWeb), Reviewed.Creation(ToDb));
        Assert.All(set.Reviews, review => Assert.Equal(Verdict.Warn, review.Finding("dns-blocked").Action));
    }

    [Fact]
    public void Two_policies_that_only_together_keep_a_source_admitted_are_both_told_when_both_drop_it()
    {
        var (one, two) = (Admits("one", "app=web"), Admits("two", "app=web"));
        var set = Reviewed.Set(Shop, Reviewed.Update(one, Admits("one", "app=db")), Reviewed.Update(two, Admits("two", "app=db")));
        Assert.Equal(["deny ingress-rules-removed", "deny ingress-rules-removed"], Summaries(set));
    }

    private static IEnumerable<string> Summaries(ChangeSetReview set) => set.Reviews.Select(review => review.Summary());

    private static NetworkPolicy Egress(string name, PolicyPeer peer) =>
        Some.Policy($"shop/{name}", "app=web", egress: [Some.Rule(peer)], types: PolicyTypes.Egress);

    private static NetworkPolicy Admits(string name, string from) => Some.Policy($"shop/{name}", "app=db", [Some.Rule(Some.Peer(from))]);
}

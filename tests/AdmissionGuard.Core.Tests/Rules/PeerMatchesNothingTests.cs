using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class PeerMatchesNothingTests
{
    private const string Rule = "peer-matches-nothing";
    private static readonly ClusterState Shop = Some.Cluster(
        [Some.Pod("shop/web", "app=web"), Some.Pod("shop/frontend", "app=frontend"), Some.Pod("monitoring/prometheus", "app=prometheus")],
        namespaces: [Some.Namespace("kube-system"), Some.Namespace("empty", "team=later")]);

    [Fact]
    public void A_label_that_no_namespace_has_warns_and_the_one_that_is_called_so_is_named()
    {
        var review = Reviewed.Create(Shop, From(Some.Peer(namespaces: "name=kube-system")));
        Assert.Equal(
            "warn spec.ingress[0].from[0].namespaceSelector: the peer \"namespaceSelector name=kube-system\" matches nothing: no namespace has these labels; "
            + "namespace \"kube-system\" has \"kubernetes.io/metadata.name=kube-system\"",
            review.Says(Rule));
        Assert.Equal("Select the namespace by \"kubernetes.io/metadata.name=kube-system\".", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_slip_in_a_namespace_s_name_warns() => Assert.EndsWith(
        "; namespace \"monitoring\" has \"kubernetes.io/metadata.name=monitoring\"",
        Reviewed.Create(Shop, From(Some.Peer("app=prometheus", "kubernetes.io/metadata.name=monitorign"))).Says(Rule),
        StringComparison.Ordinal);

    [Fact]
    public void A_label_that_says_nothing_warns_without_a_guess()
    {
        var review = Reviewed.Create(Shop, From(Some.Peer(namespaces: "team=a,env=prod")));
        Assert.EndsWith("matches nothing: no namespace has these labels", review.Says(Rule), StringComparison.Ordinal);
        Assert.Equal("Name labels that the pods and namespaces have.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_mistyped_label_in_the_policy_s_own_namespace_warns_with_the_nearest()
    {
        var review = Reviewed.Create(Shop, From(Some.Peer("app=fronted")));
        Assert.Equal(
            "warn spec.ingress[0].from[0].podSelector: the peer \"podSelector app=fronted\" matches nothing: no pod in \"shop\" has these labels; "
            + "nearest there: \"app=frontend\"",
            review.Says(Rule));
    }

    [Theory]
    [InlineData("app=backend", null)]
    [InlineData("app=backend", "kubernetes.io/metadata.name=shop")]
    [InlineData("app=backend", "")]
    public void A_workload_that_may_come_later_is_only_recorded(string pods, string? namespaces) =>
        Assert.Equal(Verdict.Audit, Reviewed.Create(Shop, From(Some.Peer(pods, namespaces))).Finding(Rule).Action);

    [Fact]
    public void Pods_that_another_team_s_namespace_does_not_have_warn_without_a_hint() => Assert.Equal(
        "warn spec.egress[0].to[0].podSelector: the peer \"namespaceSelector kubernetes.io/metadata.name=monitoring podSelector app=promtheus\" matches nothing: "
        + "no pod in \"monitoring\" has these labels",
        Reviewed.Create(
            Shop, Some.Policy("shop/p", "app=web", egress: [Some.Rule(Some.Peer("app=promtheus", "kubernetes.io/metadata.name=monitoring"))])).Says(Rule));

    [Fact]
    public void Other_namespaces_are_only_counted_where_they_are_nobody_s_business()
    {
        var index = Core.Reachability.ClusterIndex.Build(Shop, []);
        var terms = ReviewTerms.Default with { OnlyCountsOtherNamespaces = true };
        PolicyReview Ask(PolicyPeer peer) => Reviewer.Review(index, Reviewed.Creation(From(peer)), GuardConfiguration.Default, terms);
        Assert.EndsWith("no pod in another namespace has these labels", Ask(Some.Peer("app=x", "kubernetes.io/metadata.name=monitoring")).Says(Rule), StringComparison.Ordinal);
        Assert.EndsWith("no namespace has these labels", Ask(Some.Peer(namespaces: "name=kube-system")).Says(Rule), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "team=later")]
    [InlineData("app=web", "team=later")]
    [InlineData("app=web", null)]
    [InlineData("", "")]
    [InlineData("", null)]
    public void Peers_that_are_somebody_or_whose_namespace_is_still_empty_are_no_finding(string? pods, string? namespaces) =>
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer(pods, namespaces))).Says(Rule));

    [Fact]
    public void Addresses_are_no_finding() => Assert.Empty(Reviewed.Create(Shop, From(Some.Block("10.0.0.0/8"))).Says(Rule));

    [Fact]
    public void Pods_that_have_ended_or_are_still_to_come_or_are_on_the_host_are_pods()
    {
        var job = Some.Pod("shop/job", "app=fronted");
        foreach (var pod in new[] { job with { IsTerminal = true }, job with { IsHypothetical = true }, job with { HostNetwork = true } })
        {
            Assert.Empty(Reviewed.Create(Shop with { Pods = Shop.Pods.Add(pod) }, From(Some.Peer("app=fronted"))).Says(Rule));
        }
    }

    [Fact]
    public void An_old_flaw_is_only_recorded() => Assert.Equal(
        Verdict.Audit, Reviewed.Update(Shop, From(Some.Peer("app=fronted")), From(Some.Peer("app=web"), Some.Peer("app=fronted"))).Finding(Rule).Action);

    [Fact]
    public void Rules_that_nobody_obeys_and_a_deletion_are_no_finding()
    {
        var ignored = Some.Policy("shop/p", ingress: [Some.Rule(Some.Peer("app=fronted"))], types: PolicyTypes.Egress);
        Assert.Empty(Reviewed.Create(Shop, ignored).Says(Rule));
        Assert.Empty(Reviewed.Delete(Shop, From(Some.Peer("app=fronted"))).Says(Rule));
    }

    private static NetworkPolicy From(params PolicyPeer[] peers) => Some.Policy("shop/p", "app=web", [Some.Rule(peers)]);
}

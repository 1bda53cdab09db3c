using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class PeerNotNamespaceScopedTests
{
    private const string Rule = "peer-not-namespace-scoped";
    private static readonly ClusterState Shop = Some.Cluster([Some.Pod("shop/web", "app=web")]);
    private static readonly NetworkPolicy Everybody = From(Some.Peer(namespaces: ""));

    [Fact]
    public void An_empty_namespaceSelector_alone_warns()
    {
        var review = Reviewed.Create(Shop, Everybody);
        Assert.Equal("warn spec.ingress[0].from[0]: every pod of every namespace is admitted, now and in future", review.Says(Rule));
        Assert.Equal("Name the namespaces, for instance by the label kubernetes.io/metadata.name, or add a podSelector.", review.Finding(Rule).Remediation);
        Assert.False(review.Finding(Rule).IsCurable);
    }

    [Fact]
    public void An_empty_podSelector_beside_it_narrows_nothing() =>
        Assert.NotEmpty(Reviewed.Create(Shop, From(Some.Peer(pods: "", namespaces: ""))).Says(Rule));

    [Fact]
    public void Every_such_peer_is_told_with_its_place()
    {
        var policy = Some.Policy("shop/p", ingress: [Some.Rule(Some.Peer("app=web")), Some.Rule([Some.Peer("app=web"), Some.Peer(namespaces: "")])]);
        Assert.StartsWith("warn spec.ingress[1].from[1]: ", Reviewed.Create(Shop, policy).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_is_narrowed_is_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer("app=web", namespaces: ""))).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer(namespaces: "team=a"))).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer(pods: ""))).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, From(Some.Block("0.0.0.0/0"))).Says(Rule));
    }

    [Fact]
    public void A_rule_without_peers_says_what_it_means_and_is_no_finding() =>
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", ingress: [Some.Rule()])).Says(Rule));

    [Fact]
    public void Egress_to_everybody_is_no_finding() =>
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", egress: [Some.Rule(Some.Peer(namespaces: ""))])).Says(Rule));

    [Fact]
    public void Rules_that_nobody_obeys_admit_nobody() =>
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", ingress: [Some.Rule(Some.Peer(namespaces: ""))], types: PolicyTypes.Egress)).Says(Rule));

    [Fact]
    public void An_update_that_brings_one_warns() =>
        Assert.Equal(Verdict.Warn, Reviewed.Update(Shop, From(Some.Peer("app=web")), Everybody).Finding(Rule).Action);

    [Fact]
    public void An_old_flaw_is_only_recorded() => Assert.Equal(
        Verdict.Audit, Reviewed.Update(Shop, Everybody, From(Some.Peer("app=web"), Some.Peer(namespaces: ""))).Finding(Rule).Action);

    [Fact]
    public void Deleting_such_a_policy_is_no_finding() => Assert.Empty(Reviewed.Delete(Shop, Everybody).Says(Rule));

    private static NetworkPolicy From(params PolicyPeer[] peers) => Some.Policy("shop/p", "app=web", [Some.Rule(peers)]);
}

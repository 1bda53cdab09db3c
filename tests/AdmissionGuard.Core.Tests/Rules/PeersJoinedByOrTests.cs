using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class PeersJoinedByOrTests
{
    private const string Rule = "peers-joined-by-or";
    private static readonly ClusterState Shop = Some.Cluster(
        [Some.Pod("shop/web", "app=web"), Some.Pod("monitoring/prometheus", "app=prometheus"), Some.Pod("monitoring/grafana", "app=grafana")]);

    private static readonly PolicyPeer Monitoring = Some.Peer(namespaces: "kubernetes.io/metadata.name=monitoring");
    private static readonly PolicyPeer Prometheus = Some.Peer("app=prometheus");

    [Fact]
    public void A_stray_dash_before_podSelector_warns()
    {
        var review = Reviewed.Create(Shop, From(Monitoring, Prometheus));
        Assert.Equal(
            "warn spec.ingress[0].from[1]: \"namespaceSelector kubernetes.io/metadata.name=monitoring podSelector app=prometheus\" is two peers: every pod of "
            + "the selected namespaces is admitted, and \"app=prometheus\" matches no pod in \"shop\" but does in \"monitoring\"",
            review.Says(Rule));
        Assert.Equal("Make the two one peer: remove the dash between namespaceSelector and podSelector.", review.Finding(Rule).Remediation);
        Assert.Empty(review.Says("peer-matches-nothing"));
    }

    [Fact]
    public void The_order_of_the_two_does_not_matter() =>
        Assert.StartsWith("warn spec.ingress[0].from[1]: ", Reviewed.Create(Shop, From(Prometheus, Monitoring)).Says(Rule), StringComparison.Ordinal);

    // Two of them in a rule: when the first is mended, the places of the second are others'.
    [Fact]
    public void A_patch_tells_whether_its_peers_are_still_where_they_were() => Assert.All(
        Reviewed.Create(Shop, From(Monitoring, Prometheus, Monitoring, Some.Peer("app=grafana"))).Findings
            .Where(finding => finding is { Rule: Rule, Fix: not null }).Select(finding => finding.Fix!.Patch.Operations),
        patch => Assert.Equal(("test", $"{patch[^1].Path}/podSelector"), (patch[0].Operation, patch[0].Path)));

    [Fact]
    public void Egress_rules_have_it_too() => Assert.Contains(
        "every pod of the selected namespaces may be reached,",
        Reviewed.Create(Shop, Some.Policy("shop/p", "app=web", egress: [Some.Rule([Monitoring, Prometheus])])).Says(Rule),
        StringComparison.Ordinal);

    [Fact]
    public void Where_the_podSelector_means_something_here_both_are_meant()
    {
        Assert.Empty(Reviewed.Create(Shop with { Pods = Shop.Pods.Add(Some.Pod("shop/prometheus", "app=prometheus")) }, From(Monitoring, Prometheus)).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, From(Monitoring, Some.Peer("app=web"))).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, From(Monitoring, Some.Peer(""))).Says(Rule));
    }

    [Fact]
    public void Where_it_means_nothing_there_either_nobody_can_tell() =>
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer(namespaces: "kubernetes.io/metadata.name=bank"), Prometheus)).Says(Rule));

    [Fact]
    public void Where_nothing_runs_nothing_is_said() => Assert.Empty(
        Reviewed.Create(Shop, Some.Policy("empty/p", ingress: [Some.Rule([Monitoring, Prometheus])])).Says(Rule));

    [Fact]
    public void One_peer_and_peers_of_two_rules_are_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer("app=prometheus", "kubernetes.io/metadata.name=monitoring"))).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", "app=web", [Some.Rule(Monitoring), Some.Rule(Prometheus)])).Says(Rule));
    }

    [Fact]
    public void An_old_flaw_is_only_recorded() => Assert.Equal(
        Verdict.Audit, Reviewed.Update(Shop, From(Monitoring, Prometheus), From(Some.Block("10.0.0.0/8"), Monitoring, Prometheus)).Finding(Rule).Action);

    [Fact]
    public void Other_namespaces_are_only_counted_where_they_are_nobody_s_business()
    {
        var index = Core.Reachability.ClusterIndex.Build(Shop, []);
        var policy = From(Monitoring, Prometheus);
        var review = Reviewer.Review(
            index, Reviewed.Creation(policy), GuardConfiguration.Default, ReviewTerms.Default with { OnlyCountsOtherNamespaces = true });
        Assert.EndsWith("matches no pod in \"shop\" but does in another namespace", review.Says(Rule), StringComparison.Ordinal);
    }

    private static NetworkPolicy From(params PolicyPeer[] peers) => Some.Policy("shop/p", "app=web", [Some.Rule(peers)]);
}

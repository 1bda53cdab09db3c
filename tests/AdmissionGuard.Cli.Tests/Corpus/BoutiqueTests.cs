using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Tests.Corpus;

/// <summary>Changes to a web shop of twelve services, as a real API server stores it.</summary>
public sealed class BoutiqueTests
{
    [Fact]
    public void A_template_that_renders_empty_ingress_for_cartservice_is_denied()
    {
        var review = Review("""
            metadata: {name: cartservice-netpol, namespace: boutique}
            spec: {podSelector: {matchLabels: {app: cartservice}}, policyTypes: [Ingress, Egress], ingress: []}
            """);
        Assert.Equal(Verdict.Deny, review.Verdict);
        var finding = Assert.Single(review.Findings);
        Assert.Equal("ingress-rules-removed", finding.Rule);
        Assert.Equal(
            "policy \"boutique/cartservice-netpol\" loses all it admitted: boutique/checkoutservice[Deployment] and boutique/frontend[Deployment] "
            + "to boutique/cartservice[Deployment] on TCP 7070",
            finding.Message);
        Assert.Equal(
            ["boutique/checkoutservice[Deployment] TCP 7070", "boutique/frontend[Deployment] TCP 7070"],
            review.Effect.Lost.Select(lost => $"{lost.From} {lost.Connections}"));
    }

    [Fact]
    public void Denying_all_egress_warns_about_redis_cart_alone_because_the_others_are_isolated_already()
    {
        var review = Review("""
            metadata: {name: deny-all-egress, namespace: boutique}
            spec: {podSelector: {}, policyTypes: [Egress]}
            """);
        Assert.Equal(["dns-blocked", "isolation-starts"], review.Findings.Select(finding => finding.Rule));
        Assert.All(review.Findings, finding => Assert.Equal(Verdict.Warn, finding.Action));
        Assert.All(review.Findings, finding => Assert.StartsWith("boutique/redis-cart[Deployment] ", finding.Message, StringComparison.Ordinal));
        Assert.All(review.Effect.Lost, lost => Assert.Equal("boutique/redis-cart[Deployment]", lost.From.Name));
    }

    [Fact]
    public void Egress_rules_without_Egress_are_denied()
    {
        var review = Review("""
            metadata: {name: redis-cart, namespace: boutique}
            spec:
              podSelector: {matchLabels: {app: redis-cart}}
              policyTypes: [Ingress]
              ingress: [{from: [{podSelector: {matchLabels: {app: cartservice}}}]}]
              egress: [{to: [{podSelector: {matchLabels: {app: cartservice}}}]}]
            """);
        Assert.Equal(Verdict.Deny, review.Verdict);
        Assert.Equal(["rules-ignored-by-policy-types"], review.Findings.Where(finding => finding.Action == Verdict.Deny).Select(finding => finding.Rule));
    }

    [Fact]
    public void Applying_every_stored_policy_again_changes_nothing()
    {
        var cluster = Cluster();
        var changes = ChangeSet.Of(cluster, cluster.Policies, [], replace: false);
        Assert.Equal(cluster.Policies.Length, changes.Length);
        var set = Reviewer.Review(cluster, changes, GuardConfiguration.Default);
        Assert.Equal(Verdict.Allow, set.Verdict);
        Assert.Empty(set.Effect.Lost.Concat(set.Effect.Gained));
        Assert.All(set.Reviews, review => Assert.Empty(review.Findings));
    }

    [Fact]
    public void Nothing_is_denied_in_the_namespace_that_is_being_deleted()
    {
        var shop = Review("""
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], egress: [{}]}
            """);
        Assert.Equal(Verdict.Warn, shop.Verdict);
    }

    [Fact]
    public void A_policy_for_the_node_exporters_is_denied_because_they_use_their_nodes_network() => Assert.Equal(
        ["host-network-target"],
        Review("""
            metadata: {name: exporters, namespace: monitoring}
            spec: {podSelector: {matchLabels: {app: node-exporter}}, policyTypes: [Ingress]}
            """).Findings.Where(finding => finding.Action == Verdict.Deny).Select(finding => finding.Rule));

    [Fact]
    public void The_same_cluster_as_files_by_kind_gives_the_same_answers()
    {
        var byKind = Manifests.Cluster(Repository.Corpus("boutique-by-kind"));
        Assert.Equal(
            Answers.Of(ConnectionMap.List(Manifests.Index(Cluster()), new ConnectionOptions())).Lines(),
            Answers.Of(ConnectionMap.List(Manifests.Index(byKind), new ConnectionOptions())).Lines());
    }

    private static ClusterState Cluster() => Manifests.Cluster(Repository.Corpus("boutique.json"));

    private static PolicyReview Review(string policy)
    {
        var cluster = Cluster();
        var change = Manifests.ChangeText($"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n{policy}");
        return Assert.Single(Reviewer.Review(cluster, ChangeSet.Of(cluster, change.Policies, [], replace: false), GuardConfiguration.Default).Reviews);
    }
}

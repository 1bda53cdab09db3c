using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Tests.Corpus;

/// <summary>Clusters in which nothing is wrong: what is said of them is noise.</summary>
public sealed class NoiseTests
{
    // What these policies do when they are the first is true, and no mistake: they isolate, and not all of them allow DNS over TCP.
    private static readonly string[] True = ["isolation-starts", "dns-blocked"];

    [Fact]
    public void To_apply_the_boutique_again_finds_nothing()
    {
        var boutique = Manifests.Cluster(Repository.Corpus("boutique.json"));
        var review = Reviewer.Review(boutique, ChangeSet.Of(boutique, boutique.Policies, [], replace: false), GuardConfiguration.Default);
        Assert.All(review.Reviews, policy => Assert.Empty(policy.Findings));
    }

    [Fact]
    public void Each_policy_of_the_boutique_as_a_new_one_is_told_what_it_does_and_no_more() =>
        Assert.All(EachAsNew(Manifests.Cluster(Repository.Corpus("boutique.json"))), said => Assert.Empty(said.Findings.Except(True)));

    [Fact]
    public void Each_policy_of_the_shop_as_a_new_one_is_told_what_it_does_and_no_more()
    {
        var said = EachAsNew(Manifests.Cluster(Repository.PathOf("samples/shop")))
            .SelectMany(item => item.Findings.Except(True).Select(rule => $"{item.Policy} {rule}"));

        // The way into the shop is open to the world, DNS to everybody, and the exporter is on its nodes' network: all three are so.
        Assert.Equal(
            [
                "ingress/ingress-controller exposed-to-world", "kube-system/coredns peer-not-namespace-scoped", "monitoring/allow-dns host-network-target",
                "monitoring/default-deny host-network-target",
            ],
            said.Order(StringComparer.Ordinal));
    }

    private static List<(ObjectKey Policy, IEnumerable<string> Findings)> EachAsNew(ClusterState state) => [.. state.Policies.Select(policy =>
    {
        var without = state with { Policies = state.Policies.Remove(policy) };
        var review = Reviewer.Review(without, ChangeSet.Of(without, [policy], [], replace: false), GuardConfiguration.Default).Reviews.Single();
        return (policy.Key, review.Findings.Select(finding => finding.Rule).Distinct());
    })];
}

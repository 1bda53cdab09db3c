using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

/// <summary>A webhook asks one index from many threads.</summary>
public sealed class SharedIndexTests
{
    [Fact]
    public void Reviews_that_share_an_index_say_what_each_says_alone()
    {
        var cluster = Some.Cluster(
            [
                Some.Pod("shop/web", "app=web", at: "10.1.0.1"),
                Some.Pod("shop/db", "app=db", at: "10.1.0.2"),
                Some.Pod("kube-system/dns", "k8s-app=kube-dns", "dns=UDP 53, dns-tcp=TCP 53", "10.1.0.53"),
            ],
            services: [Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53, TCP 53")]);
        PolicyChange[] changes =
        [
            Reviewed.Creation(Some.Policy("shop/deny")),
            Reviewed.Creation(Some.Policy("kube-system/dns", "k8s-app=kube-dns")),
            Reviewed.Creation(Some.Policy("shop/blocks", egress: [Some.Rule(Some.Block("10.1.0.0/24"))])),
        ];

        var alone = Array.ConvertAll(changes, change => Say(Index(), change));
        var shared = Index();
        var said = new string[300];
        Parallel.For(0, said.Length, i => said[i] = Say(shared, changes[i % changes.Length]));

        Assert.All(said.Index(), item => Assert.Equal(alone[item.Index % changes.Length], item.Item));

        ClusterIndex Index() => ClusterIndex.Build(cluster, changes.SelectMany(change => ClusterIndex.BlocksOf(change.After!.Spec)));
    }

    private static string Say(ClusterIndex index, PolicyChange change)
    {
        var review = Reviewer.Review(index, change, GuardConfiguration.Default);
        return string.Join('\n', review.Findings.Select(finding => $"{finding.Action} {finding.Message}").Concat(review.Effect.Lost.Select(lost => lost.ToString())));
    }
}

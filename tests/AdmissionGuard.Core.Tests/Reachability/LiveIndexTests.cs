using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck.Fluent;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>An index that events have kept up to date answers like one that is built anew.</summary>
public sealed class LiveIndexTests
{
    private static readonly GuardConfiguration Configuration =
        GuardConfiguration.Default with { DnsServices = [new ObjectKey("shop", "dns")] };

    [Fact]
    public void After_any_events_it_answers_like_one_that_is_built_anew() => Properties.Check(
        from first in Clusters.Any.Generator
        from then in Clusters.Any.Generator
        from last in Clusters.Changes.Generator
        from seed in Gen.Choose(0, int.MaxValue)
        select (first, then, last, seed),
        item =>
        {
            var random = new Random(item.seed);
            var cluster = new EventfulCluster(random);
            var change = Change(item.last);
            cluster.Become(WithDns(item.first, random));
            AssertAlike(cluster, change);
            cluster.Become(WithDns(item.then, random), () => AssertAlike(cluster, change));
            cluster.Become(WithDns(item.last.Before, random));
            AssertAlike(cluster, change);
        },
        150);

    [Fact]
    public void What_is_taken_away_leaves_nothing_behind() => Properties.Check(
        from cluster in Clusters.Any.Generator
        from seed in Gen.Choose(0, int.MaxValue)
        select (cluster, seed),
        item =>
        {
            var cluster = new EventfulCluster(new Random(item.seed));
            cluster.Become(item.cluster);

            // What is worked out when it is first asked for must go with the rest.
            Assert.NotNull(cluster.Index.Selectors);
            Assert.All(Enum.GetValues<Direction>(), direction => Assert.NotNull(cluster.Index.Governance(direction)));
            cluster.Index.At(Some.Address("10.1.0.1"));
            cluster.Become(ClusterState.Empty);
            Assert.Empty(cluster.Index.Namespaces);
            Assert.Empty(cluster.Index.Classes);
            Assert.False(cluster.Index.HasIPv6);
            Assert.Empty(cluster.Index.Select(LabelSelector.Everything));
            Assert.All(Enum.GetValues<Direction>(), direction => Assert.Empty(cluster.Index.Governance(direction).Pools));
            Assert.All(item.cluster.Pods, pod => Assert.Empty(cluster.Index.Candidates(LabelSelector.MatchLabels([.. Pairs(pod.Labels)])) ?? []));
            Assert.All(item.cluster.Pods, pod => Assert.Empty(cluster.Index.ClassesOf(pod.Workload)));
            Assert.All(item.cluster.Pods.SelectMany(pod => pod.Addresses), address => Assert.Null(cluster.Index.At(address)));
            Assert.All(Enum.GetValues<IpFamily>(), family => Assert.Empty(cluster.Index.In(new IpBlock(IpRange.Everything(family), []))));
        },
        100);

    [Fact]
    public void A_pod_whose_status_alone_changes_stays_where_it_is()
    {
        var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
        var pod = Some.Pod("shop/web", "app=web", at: "10.1.0.1");
        index.Add(pod);
        var pods = Assert.Single(index.Classes);
        var later = pod with { NodeName = "n2" };
        index.Replace(pod, later);
        Assert.Same(pods, Assert.Single(index.Classes));
        Assert.Same(later, Assert.Single(pods.Pods));
    }

    [Fact]
    public void A_block_that_cuts_through_a_workload_divides_it_while_it_is_asked_about()
    {
        var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
        index.Add(Web("a", "10.1.0.1"));
        index.Add(Web("b", "10.1.0.2"));
        var block = new IpBlock(Some.Cidr("10.1.0.2/32"), []);

        Assert.Single(index.Classes);
        Assert.False(index.IsReadyFor([block]));
        index.Ask([block]);
        Assert.True(index.IsReadyFor([block]));
        Assert.Equal(2, index.Classes.Count);

        // Others are asked about, many times.
        for (var i = 0; i < 100; i++)
        {
            index.Ask([new IpBlock(Some.Cidr($"203.0.{i}.0/24"), [])]);
        }

        Assert.False(index.IsReadyFor([block]));
        Assert.Single(index.Classes);

        static Pod Web(string name, string address) =>
            Some.Pod($"shop/{name}", "app=web", at: address) with { Workload = new Workload("shop", "web", "Deployment") };
    }

    [Fact]
    public void Many_blocks_divide_alike_whether_they_come_at_once_or_one_by_one()
    {
        List<IpBlock> blocks = [.. Enumerable.Range(0, 40).Select(i => new IpBlock(Some.Cidr($"10.1.0.{i * 3}/{30 + (i % 3)}"), []))];
        var (together, alone) = (Pods(), Pods());
        together.Ask(blocks);
        blocks.ForEach(block => alone.Ask([block]));
        Assert.All(blocks, block => Assert.Equal(In(alone, block), In(together, block)));
        Assert.All(blocks, block => Assert.Equal(
            Enumerable.Range(1, 120).Where(i => block.Contains(Some.Address($"10.1.0.{i}"))).Select(i => $"p{i}").Order(StringComparer.Ordinal),
            In(together, block)));

        // All of them go at once, or one by one, when enough others have been asked about.
        for (var i = 0; i < 64; i++)
        {
            together.Ask([new IpBlock(Some.Cidr($"203.0.{i}.0/24"), [])]);
            alone.Ask([new IpBlock(Some.Cidr($"203.0.{i}.0/24"), [])]);
        }

        Assert.Single(together.Classes);
        Assert.Single(alone.Classes);

        static ClusterIndex Pods()
        {
            var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
            for (var i = 1; i <= 120; i++)
            {
                index.Add(Some.Pod($"shop/p{i}", "app=web", at: $"10.1.0.{i}") with { Workload = new Workload("shop", "web", "Deployment") });
            }

            return index;
        }

        static IEnumerable<string> In(ClusterIndex index, IpBlock block) =>
            index.In(block).SelectMany(pods => pods.Pods).Select(pod => pod.Key.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Whoever_asked_may_go_on_with_his_list()
    {
        var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
        List<IpBlock> blocks = [new IpBlock(Some.Cidr("10.1.0.0/24"), [])];
        index.Ask(blocks);
        blocks[0] = new IpBlock(Some.Cidr("10.2.0.0/24"), []);
        for (var i = 0; i < 100; i++)
        {
            index.Ask([new IpBlock(Some.Cidr($"203.0.{i}.0/24"), [])]);
        }

        Assert.False(index.IsReadyFor([new IpBlock(Some.Cidr("10.1.0.0/24"), [])]));
    }

    [Fact]
    public void A_pod_that_names_an_address_twice_leaves_it_to_the_other_that_has_it()
    {
        var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
        Assert.Null(index.At(Some.Address("10.1.0.1")));
        var twice = Some.Pod("shop/b", at: "10.1.0.1,10.1.0.1");
        index.Add(twice);
        index.Add(Some.Pod("shop/a", at: "10.1.0.1"));
        index.Remove(twice);
        Assert.Equal("a", index.At(Some.Address("10.1.0.1"))!.Any.Key.Name);
    }

    [Fact]
    public void The_blocks_of_a_policy_divide_as_long_as_it_is_there()
    {
        var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
        var block = new IpBlock(Some.Cidr("10.1.0.2/32"), []);
        var policy = Some.Policy("shop/p", egress: [Some.Rule(Some.Block("10.1.0.2/32"))]);
        index.Change([], [policy]);
        Assert.True(index.IsReadyFor([block]));
        index.Change([policy], []);
        Assert.False(index.IsReadyFor([block]));
    }

    private static IEnumerable<(string Key, string Value)> Pairs(Labels labels) => labels.Pairs.ToArray().Select(pair => (pair.Key, pair.Value));

    // Services come and go too; some pods ask name servers of their own, which may be pods, and some are NodeLocal DNSCache.
    private static ClusterState WithDns(ClusterState state, Random random) => state with
    {
        Services = random.Next(4) == 0 ? [] : [Some.Service("shop/dns", $"app={(random.Next(2) == 0 ? "db" : "web")}", "UDP 53, TCP 53")],
        Pods =
        [
            .. state.Pods.Select(pod => random.Next(4) switch
            {
                0 => pod with { Dns = new PodDns(DnsSource.Own, [Some.Address($"10.1.0.{random.Next(1, 6)}")]) },
                1 when pod.HostNetwork => pod with { LocalDnsAddresses = [Some.Address($"169.254.20.{random.Next(10, 12)}")] },
                _ => pod,
            }),
        ],
    };

    private static PolicyChange Change(ChangedCluster changed) => new(
        changed.Change.Key,
        changed.Before.Policies.FirstOrDefault(policy => policy.Key == changed.Change.Key),
        changed.After.Policies.FirstOrDefault(policy => policy.Key == changed.Change.Key));

    private static void AssertAlike(EventfulCluster cluster, PolicyChange change)
    {
        var blocks = new[] { change.Before, change.After }.OfType<NetworkPolicy>().SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)).ToList();
        var state = cluster.State;
        var policies = state.Policies.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)).ToList();
        cluster.Index.Ask(blocks);
        Assert.Equal(Verdict(ClusterIndex.Build(state, [.. policies, .. blocks]), change), Verdict(cluster.Index, change));
        Assert.Equal(Connections(ClusterIndex.Build(state, policies)), Connections(cluster.Index));
    }

    private static string Verdict(ClusterIndex index, PolicyChange change)
    {
        var review = Reviewer.Review(index, change, Configuration);
        return string.Join('\n', review.Findings.Select(finding => finding.ToString())
            .Concat(Reviewed.Lines(review.Effect.Lost)).Concat(Reviewed.Lines(review.Effect.Gained)));
    }

    private static string Connections(ClusterIndex index) =>
        string.Join('\n', Reviewed.Lines(ConnectionMap.List(index, new ConnectionOptions { IpBlockMatchesPods = true })));
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Labels that satisfy selectors, and the pods that would carry them.</summary>
public sealed class RepresentativeTests
{
    // Up to four requirements of two keys and few values, so that they often contradict each other.
    private static Gen<LabelSelector> Selectors =>
        from count in Gen.Choose(0, 4)
        from requirements in (
            from key in Gen.Elements("app", "tier")
            from operation in Gen.Elements(Enum.GetValues<LabelOperator>())
            from values in Gen.NonEmptyListOf(Gen.Elements("web", "api", "representative"))
            let listed = operation is LabelOperator.In or LabelOperator.NotIn
            select new LabelRequirement(key, operation, listed ? [.. values] : [])).ArrayOf(count)
        select LabelSelector.From(requirements);

    private static Gen<Labels> Starts => Gen.Elements("", "app=web", "tier=back,other=one", "app=web,tier=front").Select(Some.Labels);

    [Fact]
    public void Labels_satisfy_the_selector_and_there_are_none_only_when_it_contradicts_itself() => Properties.Check(
        Gen.Zip(Selectors, Starts),
        pair =>
        {
            var labels = Representative.Satisfying(pair.Item1, pair.Item2);
            Assert.Equal(CanBeSatisfied(pair.Item1), labels is not null);
            Assert.True(labels is null || pair.Item1.Matches(labels), $"{labels} for {pair.Item1}");
        },
        runs: 1000);

    [Fact]
    public void Labels_that_the_selector_does_not_look_at_stay() => Assert.Equal(
        Some.Labels("app=web,tier=back"), Representative.Satisfying(Some.Selector("app=web"), Some.Labels("app=db,tier=back")));

    [Theory]
    [InlineData("app=web,!app")]
    [InlineData("app=web,app notin (web)")]
    [InlineData("app in (web,api),app=db")]
    [InlineData("app,!app")]
    public void Nothing_satisfies_a_contradiction(string selector)
    {
        Assert.Null(Representative.Satisfying(Some.Selector(selector), Labels.Empty));
        Assert.Null(Representative.Pods(Index().Find("shop")!, Some.Selector(selector)));
    }

    [Fact]
    public void A_value_is_made_up_that_nobody_lists() =>
        Assert.NotNull(Representative.Satisfying(Some.Selector("app,app notin (representative)"), Labels.Empty));

    [Fact]
    public void It_stands_for_the_pods_a_policy_selects()
    {
        var standIn = Representative.Pods(Index().Find("shop")!, Some.Selector("app=web"))!;
        Assert.True(standIn is { IsHypothetical: true, Any: { IsRepresentative: true, IsHypothetical: true } });
        Assert.Equal(("shop", "app=web"), (standIn.Namespace.Name, standIn.Labels.ToString()));
    }

    [Fact]
    public void A_peer_without_namespaces_is_of_the_own_namespace() => Assert.Equal("shop", Home(Some.Peer("app=web")));

    [Fact]
    public void A_peer_of_namespaces_is_of_the_first_one_it_selects() => Assert.Equal("bank", Home(Some.Peer("app=web", "env=dev")));

    [Fact]
    public void A_peer_of_namespaces_that_are_not_there_is_of_one_made_up_for_it()
    {
        Assert.Equal("vault", Home(Some.Peer("app=web", "kubernetes.io/metadata.name=vault")));
        Assert.Equal("env=test", Home(Some.Peer(namespaces: "env=test")));
    }

    [Fact]
    public void A_peer_of_addresses_and_one_that_contradicts_itself_have_none()
    {
        Assert.Null(Home(Some.Block("10.0.0.0/8")));
        Assert.Null(Home(Some.Peer("app,!app")));
        Assert.Null(Home(Some.Peer("app=web", "env,!env")));
    }

    [Fact]
    public void The_pods_of_a_peer_are_those_it_means() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var index = ConnectionMapTests.Index(cluster);
            foreach (var policy in cluster.Policies)
            {
                var owner = index.Find(policy.Key.Namespace)!;
                foreach (var peer in policy.Spec.Ingress.SelectMany(rule => rule.Peers))
                {
                    var pods = Representative.Pods(peer, owner, index);
                    Assert.True(pods is null || PeerSelection.Matches(peer, owner, pods, ipBlockMatchesPods: false));
                }
            }
        },
        runs: 200);

    // Labels of one key say nothing of another, so each key is tried by itself, with every value listed and one more.
    private static bool CanBeSatisfied(LabelSelector selector) => selector.Requirements.GroupBy(requirement => requirement.Key).All(keyed =>
        new[] { "web", "api", "representative", "something else" }.Select(value => Labels.Of((keyed.Key, value))).Append(Labels.Empty)
            .Any(labels => keyed.All(requirement => requirement.Matches(labels))));

    private static string? Home(PolicyPeer peer)
    {
        var index = Index();
        return Representative.Pods(peer, index.Find("shop")!, index)?.Namespace.Name;
    }

    private static ClusterIndex Index()
    {
        Namespace[] namespaces = [Some.Namespace("shop", "env=prod"), Some.Namespace("dev", "env=dev"), Some.Namespace("bank", "env=dev")];
        return ClusterIndex.Build(Some.Cluster(namespaces: namespaces), []);
    }
}

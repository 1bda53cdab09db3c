using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>The difference of two states against the oracle's two lists, and which way changes can go.</summary>
public sealed class ConnectionDiffTests
{
    private static readonly ConnectionOptions WithSelf = new() { IncludeSelf = true };
    private static readonly Pod Web = Some.Pod("shop/web", "app=web", owner: "web[Deployment]");
    private static readonly Pod Db0 = Some.Pod("shop/db-0", "app=db,pod-name=db-0", owner: "db[StatefulSet]");
    private static readonly Pod Db1 = Some.Pod("shop/db-1", "app=db,pod-name=db-1", owner: "db[StatefulSet]");

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void It_is_the_difference_of_what_the_oracle_says_of_both(bool ipBlockMatchesPods, bool includeSelf) => Properties.Check(
        Change.Two,
        change =>
        {
            var options = new ConnectionOptions { IpBlockMatchesPods = ipBlockMatchesPods, IncludeSelf = includeSelf };
            Assert.Equal(Expected(change, options).Select(Print), Compare(change.Before, change.After, options).Select(Print));
        },
        runs: 100);

    [Fact]
    public void All_pairs_are_those_of_both_lists() => Properties.Check(
        Change.Two,
        change =>
        {
            var (before, after) = (ConnectionMapTests.Index(change.Before), ConnectionMapTests.Index(change.After));
            var all = ConnectionDiff.CompareAll(before, after, WithSelf);
            Assert.Equal(
                ConnectionDiff.Compare(before, after, WithSelf).Select(Print),
                all.Where(pair => pair.Kind != ChangeKind.Unchanged).Select(Print));
            Assert.All(all, pair => Assert.False(pair.Before.IsEmpty && pair.After.IsEmpty));
        },
        runs: 60);

    [Fact]
    public void Of_two_equal_states_all_pairs_are_what_is_listed() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var index = ConnectionMapTests.Index(cluster with { Pods = [.. cluster.Pods.Where(pod => !pod.IsTerminating)] });
            Assert.Equal(
                ConnectionMap.List(index, WithSelf).Select(one => $"{one.From} {one.To} {one.Connections} {one.IsPartial}"),
                ConnectionDiff.CompareAll(index, index, WithSelf).Select(one => $"{one.From} {one.To} {one.After} {one.AfterIsPartial}"));
        },
        runs: 60);

    [Fact]
    public void Two_equal_states_do_not_differ() => Properties.Check(
        Clusters.Any, cluster => Assert.Empty(Compare(cluster, cluster with { }, WithSelf)), runs: 200);

    [Fact]
    public void A_change_is_lost_gained_or_something_else()
    {
        var (http, dns) = (ConnectionSet.Of(Protocol.Tcp, 80), ConnectionSet.Of(Protocol.Udp, 53));
        Assert.Equal(ChangeKind.Lost, Of(http, ConnectionSet.None).Kind);
        Assert.Equal(ChangeKind.Gained, Of(ConnectionSet.None, http).Kind);
        Assert.Equal(ChangeKind.Changed, Of(http, dns).Kind);
        Assert.Equal(ChangeKind.Unchanged, Of(http, http).Kind);

        static ConnectionChange Of(ConnectionSet before, ConnectionSet after) =>
            new(new Endpoint("a", "a", null), new Endpoint("b", "b", null), before, after, BeforeIsPartial: false, AfterIsPartial: false);
    }

    [Fact]
    public void A_first_policy_only_takes() => Properties.Check(
        from cluster in Clusters.Any.Generator
        from policy in Clusters.Policy
        let before = cluster with { Policies = [] }
        select (Before: before, After: before with { Policies = [policy] }),
        pair => OnlyTakes(pair.Before, pair.After),
        runs: 200);

    [Fact]
    public void A_further_policy_only_gives() => Properties.Check(
        from cluster in Clusters.Any.Generator
        from policy in Clusters.Policy
        let before = cluster with { Policies = [.. cluster.Policies, .. cluster.Namespaces.Select(home => DenyAll(home.Name))] }
        select (Before: before, After: before with { Policies = [.. before.Policies, policy] }),
        pair => OnlyTakes(pair.After, pair.Before),
        runs: 200);

    [Theory]
    [InlineData(Direction.Ingress)]
    [InlineData(Direction.Egress)]
    public void A_rule_less_only_takes(Direction direction) => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            foreach (var policy in cluster.Policies.Where(policy => !policy.Spec.Rules(direction).IsEmpty))
            {
                var types = policy.Spec.EffectiveTypes;
                var spec = direction == Direction.Ingress
                    ? policy.Spec with { Ingress = policy.Spec.Ingress.RemoveAt(0), PolicyTypes = types }
                    : policy.Spec with { Egress = policy.Spec.Egress.RemoveAt(0), PolicyTypes = types };
                OnlyTakes(cluster, cluster with { Policies = cluster.Policies.Replace(policy, policy with { Spec = spec }) });
            }
        },
        runs: 100);

    [Fact]
    public void A_policy_that_brings_IPv6_into_play_does_not_seem_to_give_it()
    {
        var before = Some.Cluster([Web with { Addresses = Some.Addresses("10.1.0.1") }]);
        var block = Some.Policy("shop/p", ingress: [Some.Rule(Some.Block("2001:db8::/32"))]);
        Assert.Equal(
            [
                "0.0.0.0-255.255.255.255 to shop/web[Deployment]: all, then nothing (Lost)",
                "::-2001:db7:ffff:ffff:ffff:ffff:ffff:ffff to shop/web[Deployment]: all, then nothing (Lost)",
                "2001:db9::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff to shop/web[Deployment]: all, then nothing (Lost)",
            ],
            Compare(before, before with { Policies = [block] }, WithSelf).Select(Print));
    }

    [Fact]
    public void A_workload_that_is_on_its_way_out_loses_nothing() => Assert.Empty(
        Compare(Some.Cluster([Web, Db0]), Some.Cluster([Web, Db0 with { IsTerminating = true }]), WithSelf));

    [Fact]
    public void A_part_of_a_workload_that_is_on_its_way_out_loses_nothing()
    {
        var policy = Some.Policy("shop/p", "pod-name=db-1", ingress: [Some.Rule(Some.Peer("app=web"), "TCP 5432")]);
        var before = Some.Cluster([Web, Db0, Db1], [policy]);
        Assert.Empty(Compare(before, before with { Pods = [Web, Db0, Db1 with { IsTerminating = true }] }, WithSelf));
        Assert.Empty(Compare(before with { Pods = [Web, Db0, Db1 with { IsTerminating = true }] }, before, WithSelf));
    }

    [Fact]
    public void A_workload_that_is_gone_has_lost_what_it_had() => Assert.Contains(
        "shop/web[Deployment] to shop/db[StatefulSet]: all, then nothing (Lost)",
        Compare(Some.Cluster([Web, Db0]), Some.Cluster([Web]), WithSelf).Select(Print));

    private static NetworkPolicy DenyAll(string home) => Some.Policy($"{home}/deny-all", types: PolicyTypes.Both);

    private static void OnlyTakes(ClusterState before, ClusterState after) => Assert.All(
        [WithSelf, WithSelf with { IpBlockMatchesPods = true }],
        options => Assert.All(Compare(before, after, options), change =>
            Assert.True(change.After.Except(change.Before).IsEmpty, Print(change))));

    private static ImmutableArray<ConnectionChange> Compare(ClusterState before, ClusterState after, ConnectionOptions options) =>
        ConnectionDiff.Compare(ConnectionMapTests.Index(before), ConnectionMapTests.Index(after), options);

    // Pair by pair and cell by cell; pods on their way out are in neither list.
    private static List<ConnectionChange> Expected(Change change, ConnectionOptions options)
    {
        var (old, now) = (List(change.Before), List(change.After));
        var (oldInside, nowInside) = (old.Inside(options), now.Inside(options));
        var inside =
            from ends in oldInside.Keys.Union(nowInside.Keys)
            let sums = (Before: oldInside.GetValueOrDefault(ends, Sum.Nothing), After: nowInside.GetValueOrDefault(ends, Sum.Nothing))
            where sums.Before != sums.After
            select Of(ends, sums);
        var nowOutside = now.Outside(options);
        var outside =
            from item in old.Outside(options)
            let cells = item.Value.Zip(nowOutside[item.Key], (before, after) => (before.Cell, (Before: before.Sum, After: after.Sum)))
            from piece in Listing.Widest(cells)
            where piece.Value.Before != piece.Value.After
            select Of(Listing.Directed(item.Key.Unit, item.Key.Direction, piece.Range), piece.Value);
        return Listing.Ordered(inside.Concat(outside), one => one.From, one => one.To);

        Listing List(ClusterState state)
        {
            var truth = new Truth(state, new Grid(change.Before, change.After), options.IpBlockMatchesPods);
            return new Listing(truth, truth.StayingPods, Listing.Names(Staying(change.Before), Staying(change.After)));
        }

        static ClusterState Staying(ClusterState state) => state with { Pods = [.. state.Pods.Where(pod => !pod.IsTerminating)] };
    }

    private static ConnectionChange Of((Endpoint From, Endpoint To) ends, (Sum Before, Sum After) sums) => new(
        ends.From, ends.To, sums.Before.Connections, sums.After.Connections, sums.Before.IsPartial, sums.After.IsPartial);

    private static string Print(ConnectionChange one) =>
        $"{one.From} to {one.To}: {Print(one.Before, one.BeforeIsPartial)}, then {Print(one.After, one.AfterIsPartial)} ({one.Kind})";

    private static string Print(ConnectionSet set, bool partial) =>
        set.IsEmpty ? "nothing" : $"{string.Join(", ", set.ToList())}{(partial ? " partly" : "")}";
}

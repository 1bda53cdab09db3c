using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>The list of connections against one that is put together from the oracle's answers, pod by pod and port by port.</summary>
public sealed class ConnectionMapTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_list_is_what_the_oracle_says(bool ipBlockMatchesPods, bool includeSelf) => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var options = new ConnectionOptions { IpBlockMatchesPods = ipBlockMatchesPods, IncludeSelf = includeSelf };
            var truth = new Truth(cluster, new Grid(cluster), ipBlockMatchesPods);
            var expected = new Listing(truth, truth.Pods, Listing.Names(cluster)).All(options);
            Assert.Equal(expected.Select(Print), ConnectionMap.List(Index(cluster), options).Select(Print));
        },
        runs: 120);

    [Fact]
    public void A_list_of_one_namespace_has_what_starts_or_ends_there() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var index = Index(cluster);
            var all = ConnectionMap.List(index, new ConnectionOptions { IncludeSelf = true });
            foreach (var name in cluster.Namespaces.Select(home => home.Name))
            {
                var some = ConnectionMap.List(index, new ConnectionOptions { IncludeSelf = true, Namespace = name });
                Assert.Equal(all.Where(one => one.From.Namespace == name || one.To.Namespace == name).Select(Print), some.Select(Print));
            }
        },
        runs: 150);

    [Fact]
    public void The_order_of_the_input_makes_no_difference() => Properties.Check(
        from cluster in Clusters.Any.Generator
        from pods in Gen.Shuffle<Pod>(cluster.Pods)
        from policies in Gen.Shuffle<NetworkPolicy>(cluster.Policies)
        from namespaces in Gen.Shuffle<Namespace>(cluster.Namespaces)
        select (cluster, Shuffled: cluster with { Pods = [.. pods], Policies = [.. policies], Namespaces = [.. namespaces] }),
        pair => Assert.All(
            [new ConnectionOptions { IncludeSelf = true }, new ConnectionOptions { IncludeSelf = true, IpBlockMatchesPods = true }],
            options => Assert.Equal(
                ConnectionMap.List(Index(pair.cluster), options).Select(Print),
                ConnectionMap.List(Index(pair.Shuffled), options).Select(Print))),
        runs: 150);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pairs_of_classes_hold_for_each_of_their_pods_and_come_once(bool ipBlockMatchesPods) => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var truth = new Truth(cluster, new Grid(cluster), ipBlockMatchesPods);
            var index = Index(cluster);
            var pairs = ConnectionMap.Pairs(index, new PolicyEvaluator(index, [], ipBlockMatchesPods), _ => true)
                .ToDictionary(pair => (pair.From, pair.To), pair => pair.Connections);
            foreach (var (from, to) in index.Classes.SelectMany(_ => index.Classes, (from, to) => (from, to)))
            {
                var connections = pairs.GetValueOrDefault((from, to)) ?? ConnectionSet.None;
                foreach (var (source, destination) in PodPairs(from, to))
                {
                    Assert.Equal(truth.Between(source, destination), connections);
                }
            }
        },
        runs: 100);

    [Fact]
    public void Pods_on_the_network_of_their_node_and_finished_ones_are_in_no_class_that_policies_apply_to() => Properties.Check(
        Clusters.Any,
        cluster => Assert.Equal(
            cluster.Pods.Where(pod => !pod.HostNetwork && !pod.IsTerminal).Select(pod => pod.Key).Order(),
            Index(cluster).Classes.SelectMany(pods => pods.Pods).Select(pod => pod.Key).Order()),
        runs: 200);

    [Fact]
    public void Addresses_of_IPv6_are_listed_where_a_pod_has_one()
    {
        Assert.Equal(["0.0.0.0-255.255.255.255"], Sources(Some.Pod("shop/web", at: "10.1.0.1")));
        Assert.Equal(
            ["0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
            Sources(Some.Pod("shop/web", at: "10.1.0.1,fd00::1")));
    }

    [Fact]
    public void A_pod_that_has_run_to_its_end_brings_no_IPv6() => Assert.Equal(
        ["0.0.0.0-255.255.255.255"],
        Sources(Some.Pod("shop/web", at: "10.1.0.1"), Some.Pod("shop/job", at: "fd00::1") with { IsTerminal = true }));

    [Fact]
    public void Addresses_of_IPv6_are_listed_where_a_policy_names_one() => Assert.Contains(
        "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        ConnectionMap.List(
            Index(Some.Cluster([Some.Pod("shop/web")], [Some.Policy("shop/p", ingress: [Some.Rule(Some.Block("2001:db8::/32"))])])),
            new ConnectionOptions()).Select(one => one.From.ToString()));

    [Fact]
    public void What_holds_for_some_pairs_of_pods_only_is_partial()
    {
        Pod[] pods =
        [
            Some.Pod("shop/web-0", at: "10.1.0.0", owner: "web[StatefulSet]"),
            Some.Pod("shop/web-1", at: "10.1.0.1", owner: "web[StatefulSet]"),
            Some.Pod("shop/db"),
        ];
        var policy = Some.Policy("shop/p", egress: [Some.Rule(Some.Block("10.1.0.0/32"), "TCP 80")], types: PolicyTypes.Egress);
        var list = ConnectionMap.List(Index(Some.Cluster(pods, [policy])), new ConnectionOptions { IpBlockMatchesPods = true });
        Assert.Equal(
            ["shop/db[Pod] to shop/web[StatefulSet]: TCP 80, partly"],
            list.Where(one => one.From.Range is null && one.To.Range is null).Select(Print));
    }

    internal static string Print(WorkloadConnection one) =>
        $"{one.From} to {one.To}: {string.Join(", ", one.Connections.ToList())}{(one.IsPartial ? ", partly" : "")}";

    internal static ClusterIndex Index(ClusterState cluster) =>
        ClusterIndex.Build(cluster, cluster.Policies.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)));

    private static IEnumerable<string> Sources(params Pod[] pods) =>
        ConnectionMap.List(Index(Some.Cluster(pods)), new ConnectionOptions())
            .Where(one => one.From.Range is not null).Select(one => one.From.ToString());

    private static IEnumerable<(Pod From, Pod To)> PodPairs(PodClass from, PodClass to) =>
        from.Pods.SelectMany(_ => to.Pods, (source, destination) => (source, destination))
            .Where(pair => pair.source.Key != pair.destination.Key);
}

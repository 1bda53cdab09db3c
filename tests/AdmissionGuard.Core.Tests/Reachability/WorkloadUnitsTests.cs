using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>The names under which people see pods.</summary>
public sealed class WorkloadUnitsTests
{
    private static readonly Pod[] Database =
    [
        Some.Pod("shop/db-0", "app=db,pod-name=db-0,role=primary", owner: "db[StatefulSet]"),
        Some.Pod("shop/db-1", "app=db,pod-name=db-1", owner: "db[StatefulSet]"),
    ];

    [Fact]
    public void Pods_that_no_selector_tells_apart_are_their_workload() =>
        Assert.Equal(["shop/db[StatefulSet]"], Names(Some.Policy("shop/p", "app=db")));

    [Fact]
    public void Pods_that_a_podSelector_tells_apart_are_named_by_the_label_it_looks_at() => Assert.Equal(
        ["shop/db[StatefulSet]{pod-name=db-0}", "shop/db[StatefulSet]{pod-name=db-1}"],
        Names(Some.Policy("shop/p", "pod-name=db-0")));

    [Fact]
    public void A_pod_without_the_label_is_named_by_its_absence() => Assert.Equal(
        ["shop/db[StatefulSet]{!role}", "shop/db[StatefulSet]{role=primary}"], Names(Some.Policy("shop/p", "role=primary")));

    [Theory]
    [InlineData("role notin (primary)")]
    [InlineData("role")]
    [InlineData("!role")]
    public void Every_operator_tells_pods_apart(string selector) => Assert.Equal(
        ["shop/db[StatefulSet]{!role}", "shop/db[StatefulSet]{role=primary}"], Names(Some.Policy("shop/p", selector)));

    [Fact]
    public void A_selector_that_matches_all_of_them_tells_nothing_apart() =>
        Assert.Equal(["shop/db[StatefulSet]"], Names(Some.Policy("shop/p", "pod-name in (db-0,db-1)")));

    [Fact]
    public void A_selector_that_matches_none_of_them_tells_nothing_apart() =>
        Assert.Equal(["shop/db[StatefulSet]"], Names(Some.Policy("shop/p", "pod-name=db-7")));

    [Fact]
    public void Labels_that_the_pods_share_are_not_shown() => Assert.Equal(
        ["shop/db[StatefulSet]{!role}", "shop/db[StatefulSet]{role=primary}"], Names(Some.Policy("shop/p", "app=db,role=primary")));

    [Fact]
    public void Several_labels_are_shown_in_order() => Assert.Equal(
        ["shop/db[StatefulSet]{pod-name=db-0,role=primary}", "shop/db[StatefulSet]{pod-name=db-1,!role}"],
        Names(Some.Policy("shop/p", "role=primary"), Some.Policy("shop/q", "pod-name=db-1")));

    [Fact]
    public void A_selector_of_another_namespace_tells_nothing_apart()
    {
        Assert.Equal(["shop/db[StatefulSet]"], Names(Some.Policy("bank/p", "role=primary")));
        Assert.Equal(["shop/db[StatefulSet]"], Names(Some.Policy("bank/p", ingress: [Some.Rule(Some.Peer("role=primary"))])));
    }

    [Theory]
    [InlineData("env=prod", 2)]
    [InlineData("", 2)]
    [InlineData("env=dev", 1)]
    public void A_peer_tells_pods_apart_in_the_namespaces_it_selects(string namespaces, int units) => Assert.Equal(
        units, Names(Some.Policy("bank/p", ingress: [Some.Rule(Some.Peer("role=primary", namespaces))])).Count);

    [Fact]
    public void A_peer_of_namespaces_alone_tells_no_pods_apart() =>
        Assert.Equal(["shop/db[StatefulSet]"], Names(Some.Policy("bank/p", egress: [Some.Rule(Some.Peer(namespaces: "env=prod"))])));

    [Fact]
    public void Workloads_of_one_name_and_different_kinds_are_two_units()
    {
        var other = Some.Pod("shop/db-x", "app=db", owner: "db[Deployment]");
        Assert.Equal(["shop/db[Deployment]", "shop/db[StatefulSet]"], Names(Some.Cluster([.. Database, other])));
    }

    [Fact]
    public void A_workload_is_divided_in_both_states_or_in_neither()
    {
        var before = Some.Cluster(Database[..1]);
        var policy = Some.Policy("shop/p", "role=primary");
        var after = Some.Cluster(Database[1..], [policy]);
        Assert.Equal(
            "shop/db[StatefulSet]{role=primary}",
            Assert.Single(Units(ClusterIndex.Build(before, []), [policy], ClusterIndex.Build(after, []))));
    }

    private static List<string> Names(params NetworkPolicy[] policies) =>
        Names(Some.Cluster(Database, policies, [Some.Namespace("shop", "env=prod")]));

    private static List<string> Names(ClusterState cluster) => Units(ClusterIndex.Build(cluster, []), cluster.Policies, null);

    private static List<string> Units(ClusterIndex index, IEnumerable<NetworkPolicy> policies, ClusterIndex? other)
    {
        var units = new WorkloadUnits(index, policies, includeTerminating: true, other);
        return [.. index.Classes.Select(pods => units.Of(pods).Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}

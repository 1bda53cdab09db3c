using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Sequencing;
using static AdmissionGuard.Core.Tests.Reviewed;

namespace AdmissionGuard.Core.Tests.Sequencing;

public sealed class ApplyOrderTests
{
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db");

    // Pods that stay isolated; where the last policy goes, everything is open for a while.
    private static readonly NetworkPolicy Deny = Some.Policy("shop/deny");

    private static readonly NetworkPolicy Both = Admitting("shop/db", "app in (web,api)");
    private static readonly NetworkPolicy FromWeb = Admitting("shop/z-web", "app=web");
    private static readonly NetworkPolicy FromApi = Admitting("shop/z-api", "app=api");

    [Fact]
    public void What_admits_comes_before_what_gives_up_its_rules()
    {
        var order = Order([Both], Update(Both, Admitting("shop/db")), Creation(FromWeb), Creation(FromApi));

        Assert.Equal(["shop/z-api shop/z-web", "shop/db"], Steps(order));
        Assert.Empty(order.AtAnyTime);
        Assert.Empty(order.Conflicts);
    }

    [Fact]
    public void A_deletion_comes_last() =>
        Assert.Equal(["shop/z-api shop/z-web", "shop/db"], Steps(Order([Both], Deletion(Both), Creation(FromWeb), Creation(FromApi))));

    [Fact]
    public void One_change_needs_no_order() => Assert.False(Order([Both], Deletion(Both)).Matters);

    [Fact]
    public void What_only_opens_needs_no_order() =>
        Assert.False(Order([Admitting("shop/db")], Creation(FromWeb), Creation(FromApi)).Matters);

    // What is lost in the end is lost in any order.
    [Fact]
    public void What_only_closes_needs_no_order() =>
        Assert.False(Order([FromWeb, FromApi], Update(FromWeb, Admitting("shop/z-web")), Update(FromApi, Admitting("shop/z-api"))).Matters);

    [Fact]
    public void Changes_that_touch_nothing_in_question_can_be_made_at_any_time()
    {
        var other = Some.Policy("bank/deny");

        var order = Order([Both], Deletion(Both), Creation(FromWeb), Creation(FromApi), Creation(other));

        Assert.Equal([Some.Key("bank/deny")], order.AtAnyTime);
    }

    [Fact]
    public void The_first_policies_of_pods_close_what_the_others_open()
    {
        var order = Order([], Creation(FromWeb), Creation(FromApi));

        var conflict = Assert.Single(order.Conflicts);
        Assert.True(conflict.IsCertain);
        Assert.Equal(
            [
                "shop/z-api: connections from shop/web[Pod] to shop/db[Pod] on TCP 5432",
                "shop/z-web: connections from shop/api[Pod] to shop/db[Pod] on TCP 5432",
            ],
            conflict.Interruptions.Select(one => $"{one.Policy}: {one.Connections}"));
        Assert.Equal(
            "First apply a policy that selects the same pods and allows all (ingress: [{}]), and delete it when these are applied.", conflict.Remedy);
    }

    [Fact]
    public void A_bridge_as_the_remedy_says_opens_the_way()
    {
        var bridge = Some.Policy("shop/bridge", "app=db", [Some.Rule()]);

        Assert.False(Order([bridge], Creation(FromWeb), Creation(FromApi)).Matters);
        Assert.False(Order([], Creation(bridge)).Matters);
    }

    [Fact]
    public void Policies_that_swap_their_rules_are_a_circle()
    {
        var order = Order(
            [FromWeb, FromApi],
            Update(FromWeb, Admitting("shop/z-web", "app=api")),
            Update(FromApi, Admitting("shop/z-api", "app=web")));

        var conflict = Assert.Single(order.Conflicts);
        Assert.Equal("shop/z-api: connections from shop/api[Pod] to shop/db[Pod] on TCP 5432", Text(conflict.Interruptions[0]));
        Assert.Equal("Apply these policies with their old and their new rules together first, and without the old ones afterwards.", conflict.Remedy);
    }

    [Fact]
    public void Only_what_the_other_end_lets_through_counts()
    {
        // Nothing leaves web, so that whatever admits it to the database is nobody's loss on the way.
        var silent = Some.Policy("shop/silent", "app=web", types: PolicyTypes.Egress);

        var order = Order([silent], Creation(FromWeb), Creation(Some.Policy("shop/a-deny", "app=db")), Creation(FromApi));

        Assert.Equal(["shop/z-api", "shop/a-deny shop/z-web"], Steps(order));
    }

    [Fact]
    public void Addresses_outside_the_cluster_count_too()
    {
        var world = Some.Policy("shop/a", "app=db", [Some.Rule(Some.Block("0.0.0.0/0"))]);
        var half = Some.Policy("shop/b", "app=db", [Some.Rule(Some.Block("203.0.113.0/24"))]);

        Assert.Equal(["shop/b", "shop/a"], Steps(Order([Deny, world], Deletion(world), Creation(half))));
    }

    [Fact]
    public void An_order_holds_in_both_readings_of_ipBlock()
    {
        var byAddress = Some.Policy("shop/a", "app=db", [Some.Rule(Some.Block("10.1.0.0/16"))]);
        var byLabel = Admitting("shop/b", "app=web");
        var cluster = Some.Cluster([Web with { Addresses = Some.Addresses("10.1.0.1") }, Db], [Deny, byAddress]);

        Assert.Equal(["shop/b", "shop/a"], Steps(Set(cluster, Deletion(byAddress), Creation(byLabel)).Order));
    }

    private static string Text(Interruption one) => $"{one.Policy}: {one.Connections}";

    private static string[] Steps(ApplyOrder order) => [.. order.Steps.Select(step => string.Join(' ', step))];

    private static NetworkPolicy Admitting(string key, params string[] clients) =>
        Some.Policy(key, "app=db", [.. clients.Select(client => Some.Rule(Some.Peer(client), "TCP 5432"))]);

    private static ApplyOrder Order(NetworkPolicy[] stored, params PolicyChange[] changes) =>
        Set(Some.Cluster([Web, Api, Db], stored), changes).Order;
}

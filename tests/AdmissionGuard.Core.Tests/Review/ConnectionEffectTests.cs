using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class ConnectionEffectTests
{
    private static readonly Pod Web = Some.Pod("shop/web-1", "app=web", owner: "web[Deployment]");
    private static readonly Pod Web2 = Some.Pod("shop/web-2", "app=web", owner: "web[Deployment]");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db");
    private static readonly NetworkPolicy DenyDb = Some.Policy("shop/db", "app=db");

    [Fact]
    public void Lost_and_gained_go_by_workload_and_range()
    {
        var other = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"), "TCP 80, TCP 82"), Some.Rule(Some.Block("10.0.0.0/8"))]);
        var old = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"), "TCP 80-81, UDP 53")]);
        var effect = Reviewed.Update(Some.Cluster([Web, Web2, Db]), old, other).Effect;
        Assert.Equal(["shop/web[Deployment] -> shop/db[Pod] TCP 81, UDP 53"], Reviewed.Lines(effect.Lost));
        Assert.Equal(
            ["shop/web[Deployment] -> shop/db[Pod] TCP 82", "10.0.0.0-10.255.255.255 -> shop/db[Pod] all"], Reviewed.Lines(effect.Gained));
    }

    [Fact]
    public void A_deletion_gains_what_isolation_kept_out()
    {
        var effect = Reviewed.Delete(Some.Cluster([Web, Db]), DenyDb).Effect;
        Assert.Empty(effect.Lost);
        Assert.Equal(["shop/web[Deployment] -> shop/db[Pod] all", "0.0.0.0-255.255.255.255 -> shop/db[Pod] all"], Reviewed.Lines(effect.Gained));
    }

    [Fact]
    public void Losses_inside_a_workload_are_listed()
    {
        var effect = Reviewed.Create(Some.Cluster([Web, Web2]), Some.Policy("shop/p", ingress: [Some.Rule(Some.Block("0.0.0.0/0"))]), Settled).Effect;
        Assert.Equal(["shop/web[Deployment] -> shop/web[Deployment] all"], Reviewed.Lines(effect.Lost));
    }

    [Fact]
    public void A_pod_alone_does_not_lose_itself() =>
        Assert.Empty(Reviewed.Create(Some.Cluster([Db]), Some.Policy("shop/p", ingress: [Some.Rule(Some.Block("0.0.0.0/0"))]), Settled).Effect.Lost);

    [Fact]
    public void A_loss_that_not_all_pods_suffer_is_partial()
    {
        var other = Web2 with { Ports = Some.ContainerPorts("http=TCP 8080") };
        var old = Some.Policy("shop/p", "app=web", [Some.Rule(Some.Peer("app=db"), "TCP http")]);
        var effect = Reviewed.Update(Some.Cluster([Web, other, Db]), old, Some.Policy("shop/p", "app=web")).Effect;
        Assert.Equal(["shop/db[Pod] -> shop/web[Deployment] TCP 8080 partly"], Reviewed.Lines(effect.Lost));
    }

    [Fact]
    public void Pods_that_do_not_run_or_are_going_lose_nothing()
    {
        Assert.Equal(ConnectionEffect.None.Lost, Reviewed.Create(Some.Cluster([.. Reviewed.NotYet(Db), Web]), DenyDb).Effect.Lost);
        Assert.Empty(Reviewed.Create(Some.Cluster([Db with { IsTerminating = true }, Web]), DenyDb).Effect.Lost);
        Assert.Equal(
            ["0.0.0.0-255.255.255.255 -> shop/db[Pod] all"],
            Reviewed.Lines(Reviewed.Create(Some.Cluster([Db, .. Reviewed.NotYet(Web)]), DenyDb).Effect.Lost));
    }

    [Fact]
    public void IPv6_ranges_appear_where_a_pod_has_such_an_address()
    {
        var dual = Db with { Addresses = Some.Addresses("10.1.0.1,fd00::1") };
        Assert.Equal(
            ["0.0.0.0-255.255.255.255 -> shop/db[Pod] all", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff -> shop/db[Pod] all"],
            Reviewed.Lines(Reviewed.Create(Some.Cluster([dual]), DenyDb).Effect.Lost));
    }

    [Fact]
    public void Too_many_pairs_are_counted_and_the_notes_say_so()
    {
        var pods = Enumerable.Range(0, 510).Select(i => Some.Pod($"shop/p{i}"));
        var set = Reviewed.Set(Some.Cluster([.. pods]), Reviewed.Creation(Some.Policy("shop/p", ingress: [Some.Rule(Some.Block("0.0.0.0/0"))])));
        Assert.Equal((510 * 510) - 250_000, set.Effect.LeftOut);
        Assert.Contains("shop/p: 10100 more losses and gains between groups of pods than are listed", set.Notes);
    }

    private static GuardConfiguration Settled { get; } = new() { IpBlockMatchesPods = false };
}

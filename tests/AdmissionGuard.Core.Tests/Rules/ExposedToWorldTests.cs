using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class ExposedToWorldTests
{
    private const string Rule = "exposed-to-world";
    private const string Private = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16";
    private static readonly NetworkPolicy Closed = Some.Policy("shop/p", "app=web", types: PolicyTypes.Both);
    private static readonly NetworkPolicy DefaultDeny = Some.Policy("shop/deny", types: PolicyTypes.Both);
    private static readonly ClusterState Shop = Some.Cluster([Some.Pod("shop/web", "app=web", at: "10.1.0.1")]);

    [Fact]
    public void A_rule_without_peers_warns_with_its_ports_and_its_place()
    {
        var review = Reviewed.Update(Shop, Closed, Closed with { Spec = Closed.Spec with { Ingress = [Some.Rule(Some.Peer("app=a")), Some.Rule(ports: "TCP 8080")] } });
        Assert.Equal("warn spec.ingress[1]: shop/web[Pod] becomes reachable from all addresses outside the cluster on TCP 8080", review.Says(Rule));
        Assert.Equal("Name the addresses or the pods that are meant.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void All_but_private_addresses_are_the_world_too() => Assert.Equal(
        "warn spec.egress[0].to[0]: shop/web[Pod] may now reach all public addresses on all ports",
        Reviewed.Update(Shop, Closed, To(Some.Block("0.0.0.0/0", Private))).Says(Rule));

    [Fact]
    public void So_are_two_halves() => Assert.Equal(
        "warn spec.egress: shop/web[Pod] may now reach all addresses outside the cluster on all ports",
        Reviewed.Update(Shop, Closed, To(Some.Block("0.0.0.0/1"), Some.Block("128.0.0.0/1"))).Says(Rule));

    [Theory]
    [InlineData("10.0.0.0/8", "")]
    [InlineData("0.0.0.0/1", "")]
    [InlineData("0.0.0.0/0", "8.8.8.0/24")]
    public void Part_of_it_is_no_finding(string cidr, string except) =>
        Assert.Empty(Reviewed.Update(Shop, Closed, To(Some.Block(cidr, except))).Says(Rule));

    [Fact]
    public void The_last_policy_that_goes_opens_the_pods_to_the_world() => Assert.Equal(
        "warn metadata.name: shop/web[Pod] becomes reachable from all addresses outside the cluster on all ports\n"
        + "warn metadata.name: shop/web[Pod] may now reach all addresses outside the cluster on all ports",
        Reviewed.Delete(Shop, Closed).Says(Rule));

    [Fact]
    public void There_the_remedy_is_to_keep_them_isolated() => Assert.Equal(
        "Keep a policy that selects these pods, for instance a default deny for the namespace.",
        Reviewed.Delete(Shop, Closed).Findings.First(finding => finding.Rule == Rule).Remediation);

    [Fact]
    public void What_was_open_before_on_the_same_ports_is_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, To(Some.Block("0.0.0.0/0"))).Says(Rule));
        Assert.Empty(Reviewed.Update(Shop, To(Some.Block("0.0.0.0/0")), To(Some.Block("0.0.0.0/0"), Some.Block("10.0.0.0/8"))).Says(Rule));
        Assert.Empty(Reviewed.Create(
            Shop with { Policies = [DefaultDeny, Some.Policy("shop/open", "app=web", egress: [Some.Rule()])] }, To(Some.Block("0.0.0.0/0"))).Says(Rule));
    }

    [Fact]
    public void More_ports_are_new() => Assert.EndsWith(
        " on TCP 443",
        Reviewed.Update(
            Shop,
            Some.Policy("shop/p", "app=web", [Some.Rule(ports: "TCP 80")]), Some.Policy("shop/p", "app=web", [Some.Rule(ports: "TCP 80, TCP 443")])).Says(Rule),
        StringComparison.Ordinal);

    [Fact]
    public void A_policy_for_isolated_pods_that_opens_them_warns_when_it_is_new() => Assert.Equal(
        Verdict.Warn, Reviewed.Create(Shop with { Policies = [DefaultDeny] }, To(Some.Block("0.0.0.0/0"))).Finding(Rule).Action);

    [Fact]
    public void IPv6_counts_where_it_plays_a_part() =>
        Assert.NotEmpty(Reviewed.Update(Shop, Closed, To(Some.Block("::/0"))).Says(Rule));

    [Fact]
    public void Pods_that_do_not_run_are_no_finding() => Assert.Empty(
        Reviewed.Update(Some.Cluster(Reviewed.NotYet(Some.Pod("shop/web", "app=web"))), Closed, To(Some.Block("0.0.0.0/0"))).Says(Rule));

    private static NetworkPolicy To(params PolicyPeer[] peers) =>
        Closed with { Spec = Some.Spec("app=web", egress: [Some.Rule(peers)], types: PolicyTypes.Both) };
}

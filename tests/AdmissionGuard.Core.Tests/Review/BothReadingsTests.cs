using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class BothReadingsTests
{
    private const string Rule = "ingress-rules-removed";
    private const string Caveat = " (depends on your CNI: whether an ipBlock matches pods)";
    private static readonly Pod Web = Some.Pod("shop/web", "app=web", at: "10.1.0.1");
    private static readonly Pod Db = Some.Pod("shop/db", "app=db", at: "10.1.0.2");
    private static readonly ClusterState Shop = Some.Cluster([Web, Db]);
    private static readonly NetworkPolicy ByLabel = Admit(Some.Peer("app=web"));
    private static readonly NetworkPolicy ByAddress = Admit(Some.Block("10.1.0.0/16"));
    private static readonly NetworkPolicy Elsewhere = Admit(Some.Block("172.16.0.0/12"));

    [Fact]
    public void What_both_readings_find_is_found_as_usual()
    {
        var finding = Reviewed.Update(Shop, ByLabel, Elsewhere).Finding(Rule);
        Assert.Equal(Verdict.Deny, finding.Action);
        Assert.DoesNotContain("CNI", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_reading_finds_is_a_warning_that_says_so()
    {
        var finding = Reviewed.Update(Shop, ByLabel, ByAddress).Finding(Rule);
        Assert.Equal(Verdict.Warn, finding.Action);
        Assert.EndsWith(Caveat, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_wider_reading_finds_is_a_warning_too()
    {
        var deny = Some.Policy("shop/deny", types: PolicyTypes.Egress);
        var toBlock = Some.Policy("shop/p", "app=web", egress: [Some.Rule(Some.Block("10.1.0.2/32"))], types: PolicyTypes.Egress);
        var own = Web with { Dns = new PodDns(DnsSource.Own, Some.Addresses("10.1.0.2")) };
        var says = Reviewed.Delete(Some.Cluster([own, Db], [deny]), toBlock).Says("dns-blocked");
        Assert.Equal($"warn metadata.name: shop/web[Pod] can no longer resolve names: 10.1.0.2 is closed over UDP{Caveat}", says);
    }

    [Fact]
    public void The_configuration_settles_it()
    {
        Assert.Empty(Reviewed.Update(Shop, ByLabel, ByAddress, new GuardConfiguration { IpBlockMatchesPods = true }).Says(Rule));
        var finding = Reviewed.Update(Shop, ByLabel, ByAddress, new GuardConfiguration { IpBlockMatchesPods = false }).Finding(Rule);
        Assert.Equal(Verdict.Deny, finding.Action);
        Assert.DoesNotContain("CNI", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_of_policies_that_play_no_part_raise_no_doubt()
    {
        var other = Some.Policy("bank/p", ingress: [Some.Rule(Some.Block("10.1.0.0/16"))]);
        Assert.Equal(Verdict.Deny, Reviewed.Update(Shop with { Policies = [other] }, ByLabel, Admit(Some.Peer("app=db"))).Finding(Rule).Action);
    }

    [Fact]
    public void A_finding_of_other_strength_in_each_reading_is_a_warning()
    {
        var before = Admit(Some.Peer("app=web"), Some.Block("172.16.0.0/12"));
        var finding = Reviewed.Update(Shop, before, Admit(Some.Block("10.1.0.1/32"))).Finding(Rule);
        Assert.Equal(Verdict.Warn, finding.Action);
        Assert.EndsWith(Caveat, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flaws_of_the_manifest_are_beyond_doubt()
    {
        var policy = Some.Policy("shop/p", "app=db", [Some.Rule([Some.Block("10.1.0.0/16"), Some.Peer(namespaces: "")])]);
        var finding = Reviewed.Create(Shop, policy).Finding("peer-not-namespace-scoped");
        Assert.DoesNotContain("CNI", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_stay_in_the_order_of_the_catalogue_within_a_strength()
    {
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule([Some.Block("10.1.0.0/16"), Some.Peer(namespaces: "", pods: "")])], types: PolicyTypes.Both);
        Assert.Equal("warn isolation-starts, warn isolation-starts, warn peer-not-namespace-scoped", Reviewed.Create(Shop, policy).Summary());
    }

    [Fact]
    public void Two_strengths_of_one_rule_about_pods_that_do_not_run_stand_side_by_side()
    {
        var dns = Some.Pod("kube-system/dns", "k8s-app=kube-dns");
        var own = Web with { Key = Some.Key("shop/own"), Workload = new Workload("shop", "own", "Pod"), Dns = new PodDns(DnsSource.Own, Some.Addresses("203.0.113.53")) };
        var shop = Some.Cluster([.. Reviewed.NotYet(Web, own), dns], services: [Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53, TCP 53")]);
        var policy = Some.Policy("shop/p", egress: [Some.Rule([Some.Peer(namespaces: ""), Some.Block("172.16.0.0/12")], "UDP 53")], types: PolicyTypes.Egress);
        Assert.Equal("warn dns-blocked, warn dns-blocked", Reviewed.Create(shop, policy).Summary());
    }

    private static NetworkPolicy Admit(params PolicyPeer[] peers) => Some.Policy("shop/db", "app=db", [Some.Rule(peers, "TCP 5432")]);
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

/// <summary>When a finding carries a fix, and when it had better not.</summary>
public sealed class FixesTests
{
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api");
    private static readonly Pod Dns = Some.Pod("kube-system/dns", "k8s-app=kube-dns");
    private static readonly ClusterState Shop = Some.Cluster(
        [Web, Api, Dns], services: [Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53, TCP 53")]);

    [Fact]
    public void Only_the_peers_and_ports_that_are_lost_are_given_back()
    {
        var before = Some.Policy("shop/p", "app=web", [Some.Rule([Some.Peer("app=api"), Some.Peer("app=web")], "TCP 80, TCP 443")]);
        var after = Some.Policy("shop/p", "app=web", [Some.Rule(Some.Peer("app=api"), "TCP 443"), Some.Rule(Some.Peer("app=web"), "TCP 80, TCP 443")]);
        Assert.Equal(
            """[{"op":"add","path":"/spec/ingress/-","value":{"from":[{"podSelector":{"matchLabels":{"app":"api"}}}],"ports":[{"protocol":"TCP","port":80}]}}]""",
            Patch(Reviewed.Update(Shop, before, after), "ingress-rules-removed"));
    }

    [Fact]
    public void A_policy_that_now_selects_others_gets_no_rules_back_that_would_open_them()
    {
        var deny = Some.Policy("shop/deny");
        var shop = Shop with { Policies = [deny] };
        var before = Some.Policy("shop/p", "app=web", [Some.Rule(Some.Peer("app=api"))]);
        Assert.Empty(Patch(Reviewed.Update(shop, before, Some.Policy("shop/p", "app=api")), "ingress-rules-removed"));
    }

    [Fact]
    public void Egress_in_policyTypes_brings_the_rule_for_names_with_it()
    {
        var policy = Some.Policy("shop/p", "app=web", egress: [Some.Rule(Some.Peer("app=api"), "TCP 80")], types: PolicyTypes.Ingress);
        Assert.Equal(
            """[{"op":"add","path":"/spec/policyTypes","value":["Ingress","Egress"]},{"op":"add","path":"/spec/egress/-","value":{"to":[{"namespaceSelector":{"matchLabels":"""
            + """{"kubernetes.io/metadata.name":"kube-system"}},"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}}],"ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]}}]""",
            Patch(Reviewed.Create(Shop, policy), "rules-ignored-by-policy-types"));
    }

    [Fact]
    public void NodeLocal_DNSCache_is_opened_where_that_is_a_path()
    {
        var local = Some.Pod("kube-system/cache", "k8s-app=cache", hostNetwork: true, owner: "cache[DaemonSet]") with
        {
            LocalDnsAddresses = Some.Addresses("169.254.20.10"),
        };
        var patch = Patch(
            Reviewed.Create(Shop with { Pods = Shop.Pods.Add(local) }, Some.Policy("shop/p", "app=web", types: PolicyTypes.Egress)), "dns-blocked");
        Assert.Contains("""{"to":[{"ipBlock":{"cidr":"169.254.20.10/32"}}],"ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]}""", patch, StringComparison.Ordinal);
        Assert.Contains("\"k8s-app\":\"kube-dns\"", patch, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_name_servers_are_cut_off_at_their_end_nobody_can_tell() => Assert.Empty(
        Patch(Reviewed.Create(Shop, Some.Policy("kube-system/p", "k8s-app=kube-dns")), "dns-blocked"));

    [Fact]
    public void Two_labels_that_are_equally_near_are_no_fix()
    {
        var shop = Shop with { Pods = [.. Shop.Pods, Some.Pod("shop/a", "app=cart-one"), Some.Pod("shop/b", "app=cart-two,name=cart-on")] };
        Assert.Equal(Verdict.Warn, Reviewed.Create(shop, Some.Policy("shop/p", "app=cart-on")).Finding("selects-no-pods").Action);
        Assert.Empty(Patch(Reviewed.Create(shop, Some.Policy("shop/p", "app=cart-on")), "selects-no-pods"));
    }

    [Fact]
    public void What_is_stored_is_not_moved_and_nothing_is_replaced_elsewhere()
    {
        var here = Some.Policy("bank/p", "app=web");
        Assert.NotEmpty(Patch(Reviewed.Create(Shop, here), "namespace-scope-missing"));
        Assert.Empty(Patch(Reviewed.Create(Shop with { Policies = [Some.Policy("shop/p")] }, here), "namespace-scope-missing"));
        Assert.Empty(Patch(Reviewed.Update(Shop, Some.Policy("bank/p", "app=api"), here), "namespace-scope-missing"));
    }

    [Fact]
    public void A_deletion_has_nothing_to_patch() => Assert.All(
        Reviewed.Delete(Shop with { Policies = [Some.Policy("shop/deny")] }, Some.Policy("shop/p", "app=web", [Some.Rule(Some.Peer("app=api"))])).Findings,
        finding => Assert.Null(finding.Fix));

    [Fact]
    public void Policies_that_only_together_cut_names_off_are_each_put_right()
    {
        var set = Reviewed.Set(
            Shop, Reviewed.Creation(Some.Policy("shop/a", "app=web", types: PolicyTypes.Egress)), Reviewed.Creation(Some.Policy("shop/b", "app=web", types: PolicyTypes.Egress)));
        Assert.All(set.Reviews, review => Assert.NotEmpty(Patch(review, "dns-blocked")));
    }

    [Fact]
    public void Names_of_other_namespaces_are_not_told_by_a_patch()
    {
        var index = Core.Reachability.ClusterIndex.Build(Shop, []);
        var review = Reviewer.Review(
            index, Reviewed.Creation(Some.Policy("shop/p", "app=web", types: PolicyTypes.Egress)), GuardConfiguration.Default,
            ReviewTerms.Default with { OnlyCountsOtherNamespaces = true });
        Assert.Empty(Patch(review, "dns-blocked"));
    }

    private static string Patch(PolicyReview review, string rule) => review.Finding(rule).Fix?.Patch.ToString() ?? "";
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class HostNetworkTargetTests
{
    private const string Rule = "host-network-target";
    private static readonly Pod Agent = Some.Pod("shop/agent", "app=agent", hostNetwork: true);
    private static readonly Pod Web = Some.Pod("shop/web", "app=web");
    private static readonly ClusterState Shop = Some.Cluster([Agent, Web, Some.Pod("bank/agent", "app=agent")]);
    private static readonly NetworkPolicy OnAgent = Some.Policy("shop/p", "app=agent");

    [Fact]
    public void A_podSelector_that_matches_only_hostNetwork_pods_is_denied()
    {
        var says = "deny spec.podSelector: the podSelector \"app=agent\" matches only hostNetwork pods, so the policy does nothing: shop/agent[Pod]";
        Assert.Equal(says, Reviewed.Create(Shop, OnAgent).Says(Rule));
        Assert.Equal(says, Reviewed.Update(Shop, Some.Policy("shop/p", "app=web"), OnAgent).Says(Rule));
    }

    [Fact]
    public void The_remedy_is_to_select_others_and_no_policy_cures_it()
    {
        var finding = Reviewed.Create(Shop, OnAgent).Finding(Rule);
        Assert.Equal("Select pods that do not use the host's network, or protect the node itself.", finding.Remediation);
        Assert.False(finding.IsCurable);
    }

    [Fact]
    public void Deleting_such_a_policy_is_no_finding() => Assert.Empty(Reviewed.Delete(Shop, OnAgent).Says(Rule));

    [Fact]
    public void A_podSelector_that_also_matches_other_pods_warns() => Assert.Equal(
        "warn spec.podSelector: the podSelector \"app\" also matches hostNetwork pods, which the policy does not isolate: shop/agent[Pod]",
        Reviewed.Create(Shop, Some.Policy("shop/p", "app")).Says(Rule));

    [Fact]
    public void An_empty_podSelector_is_only_recorded()
    {
        var says = "audit spec.podSelector: the policy does not apply to hostNetwork pods of its namespace: shop/agent[Pod]";
        Assert.Equal(says, Reviewed.Create(Shop, Some.Policy("shop/p")).Says(Rule));
        Assert.Equal(says, Reviewed.Create(Shop with { Pods = [Agent] }, Some.Policy("shop/p")).Says(Rule));
    }

    [Fact]
    public void A_podSelector_that_matches_no_such_pod_is_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", "app=web")).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("bank/p", "app=agent")).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", "app=unknown")).Says(Rule));
    }

    [Fact]
    public void Pods_that_have_ended_do_not_count() =>
        Assert.Empty(Reviewed.Create(Shop with { Pods = [Agent with { IsTerminal = true }] }, OnAgent).Says(Rule));

    [Fact]
    public void A_peer_that_matches_only_hostNetwork_pods_warns()
    {
        var review = Reviewed.Create(Shop, From(Some.Peer("app=web"), Some.Peer("app=agent")));
        Assert.Equal(
            "warn spec.ingress[0].from[1]: the peer \"podSelector app=agent\" matches only hostNetwork pods, whose traffic has node addresses: shop/agent[Pod]",
            review.Says(Rule));
        Assert.Equal("Name the nodes' addresses in an ipBlock.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_peer_of_another_namespace_counts_and_so_does_an_egress_peer()
    {
        var policy = Some.Policy("bank/p", egress: [Some.Rule(Some.Peer("app=agent", $"{Namespace.NameLabel}=shop"))]);
        Assert.StartsWith("warn spec.egress[0].to[0]: the peer \"namespaceSelector", Reviewed.Create(Shop, policy).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_also_matches_other_pods_is_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer("app"))).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, From(Some.Peer("app=agent", namespaces: ""))).Says(Rule));
    }

    [Fact]
    public void A_peer_that_means_everybody_or_addresses_is_no_finding()
    {
        var onlyAgents = Shop with { Pods = [Agent] };
        Assert.Empty(Reviewed.Create(onlyAgents, From(Some.Peer(namespaces: ""), Some.Block("10.0.0.0/8"))).Says(Rule));
    }

    [Fact]
    public void Peers_of_rules_that_nobody_obeys_are_no_finding()
    {
        var ignored = Some.Policy("shop/p", "app=web", egress: [Some.Rule(Some.Peer("app=agent"))], types: PolicyTypes.Ingress);
        Assert.Empty(Reviewed.Create(Shop, ignored).Says(Rule));
    }

    [Fact]
    public void An_old_flaw_is_only_recorded()
    {
        var edited = Some.Policy("shop/p", "app=agent", [Some.Rule(Some.Peer("app=web"))]);
        Assert.Equal(Verdict.Audit, Reviewed.Update(Shop, OnAgent, edited).Finding(Rule).Action);
    }

    [Fact]
    public void An_old_flaw_that_grew_worse_is_a_new_one()
    {
        var mixed = Some.Policy("shop/p", "app");
        Assert.Equal(Verdict.Warn, Reviewed.Update(Shop, Some.Policy("shop/p"), mixed).Finding(Rule).Action);
        Assert.Equal(Verdict.Deny, Reviewed.Update(Shop, mixed, OnAgent).Finding(Rule).Action);
    }

    [Fact]
    public void An_old_peer_is_old_wherever_it_stands() => Assert.Equal(
        Verdict.Audit,
        Reviewed.Update(Shop, From(Some.Peer("app=agent")), From(Some.Peer("app=web"), Some.Peer("app=agent"))).Finding(Rule).Action);

    [Fact]
    public void Pods_that_the_change_brings_along_only_warn() =>
        Assert.Equal(Verdict.Warn, Reviewed.Create(Some.Cluster(Reviewed.NotYet(Agent)), OnAgent).Finding(Rule).Action);

    [Fact]
    public void Nothing_is_denied_in_a_namespace_that_is_going()
    {
        var going = Shop with { Namespaces = [Some.Namespace("shop") with { IsTerminating = true }] };
        Assert.Equal(Verdict.Warn, Reviewed.Create(going, OnAgent).Finding(Rule).Action);
    }

    [Fact]
    public void No_representative_stands_beside_hostNetwork_pods() =>
        Assert.Equal("deny host-network-target", Reviewed.Create(Shop, Some.Policy("shop/p", "app=agent", types: PolicyTypes.Both)).Summary());

    private static NetworkPolicy From(params PolicyPeer[] peers) => Some.Policy("shop/p", "app=web", [Some.Rule(peers)]);
}

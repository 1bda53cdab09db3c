using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class RulesIgnoredByPolicyTypesTests
{
    private const string Rule = "rules-ignored-by-policy-types";
    private const string Intent = "warn spec.policyTypes: \"egress: []\" restricts nothing, because policyTypes is [Ingress]";
    private static readonly ClusterState Shop = Some.Cluster([Some.Pod("shop/web", "app=web")]);
    private static readonly NetworkPolicy Plain = Some.Policy("shop/p", types: PolicyTypes.Ingress);
    private static readonly NetworkPolicy EgressIgnored = Some.Policy("shop/p", egress: [Some.Rule()], types: PolicyTypes.Ingress);
    private static readonly NetworkPolicy EmptyEgress = Plain with { Written = WrittenFields.EmptyEgress };

    [Fact]
    public void Egress_rules_without_Egress_are_denied()
    {
        var says = "deny spec.policyTypes: 1 egress rule is ignored and restricts nothing, because policyTypes is [Ingress]";
        Assert.Equal(says, Reviewed.Create(Shop, EgressIgnored).Says(Rule));
        Assert.Equal(says, Reviewed.Update(Shop, Plain, EgressIgnored).Says(Rule));
    }

    [Fact]
    public void Ingress_rules_without_Ingress_are_denied()
    {
        var policy = Some.Policy("shop/p", ingress: [Some.Rule(), Some.Rule(ports: "TCP 80")], types: PolicyTypes.Egress);
        var review = Reviewed.Create(Shop, policy);
        Assert.Equal("deny spec.policyTypes: 2 ingress rules are ignored and restrict nothing, because policyTypes is [Egress]", review.Says(Rule));
        Assert.Equal("Add \"Ingress\" to spec.policyTypes, or remove spec.ingress.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void Deleting_such_a_policy_is_no_finding() => Assert.Empty(Reviewed.Delete(Shop, EgressIgnored).Says(Rule));

    [Fact]
    public void Rules_that_policyTypes_names_are_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", "", [Some.Rule()], [Some.Rule()], PolicyTypes.Both)).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", egress: [Some.Rule()])).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", types: PolicyTypes.Both)).Says(Rule));
    }

    [Fact]
    public void An_empty_egress_that_defaulting_turned_into_nothing_warns()
    {
        var review = Reviewed.Create(Shop, EmptyEgress);
        Assert.Equal(Intent, review.Says(Rule));
        Assert.Equal("To deny all egress add \"Egress\" to spec.policyTypes.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void An_empty_egress_under_policyTypes_that_name_it_is_no_finding()
    {
        var deny = Some.Policy("shop/p", types: PolicyTypes.Both) with { Written = WrittenFields.EmptyEgress };
        Assert.Empty(Reviewed.Create(Shop, deny).Says(Rule));
    }

    [Fact]
    public void An_empty_egress_that_is_written_on_an_unchanged_spec_warns() =>
        Assert.Equal(Intent, Reviewed.Update(Shop, Plain, EmptyEgress).Says(Rule));

    [Fact]
    public void An_empty_egress_that_an_earlier_change_wrote_is_no_news()
    {
        Assert.Empty(Reviewed.Update(Shop, EmptyEgress, EmptyEgress).Findings);
        var edited = EmptyEgress with { Spec = EmptyEgress.Spec with { PodSelector = Some.Selector("app=web") } };
        Assert.Equal(Verdict.Audit, Reviewed.Update(Shop, EmptyEgress, edited).Finding(Rule).Action);
    }

    [Fact]
    public void An_old_flaw_is_only_recorded()
    {
        var edited = Some.Policy("shop/p", "app=web", egress: [Some.Rule(), Some.Rule(ports: "TCP 80")], types: PolicyTypes.Ingress);
        Assert.Equal(Verdict.Audit, Reviewed.Update(Shop, EgressIgnored, edited).Finding(Rule).Action);
    }

    [Fact]
    public void An_old_flaw_of_the_other_direction_excuses_nothing()
    {
        var ingressIgnored = Some.Policy("shop/p", ingress: [Some.Rule()], types: PolicyTypes.Egress);
        Assert.Equal(Verdict.Deny, Reviewed.Update(Shop, ingressIgnored, EgressIgnored).Finding(Rule).Action);
    }

    [Fact]
    public void It_needs_no_running_pods_to_be_wrong() =>
        Assert.Equal(Verdict.Deny, Reviewed.Create(ClusterState.Empty, EgressIgnored).Finding(Rule).Action);

    [Fact]
    public void No_other_policy_cures_it() => Assert.False(Reviewed.Create(Shop, EgressIgnored).Finding(Rule).IsCurable);

    [Fact]
    public void Nothing_is_denied_in_a_namespace_that_is_going()
    {
        var going = Shop with { Namespaces = [Some.Namespace("shop") with { IsTerminating = true }] };
        Assert.Equal(Verdict.Warn, Reviewed.Create(going, EgressIgnored).Finding(Rule).Action);
    }
}

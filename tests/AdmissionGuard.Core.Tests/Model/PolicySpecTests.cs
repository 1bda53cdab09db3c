using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class PolicySpecTests
{
    [Fact]
    public void Omitted_policyTypes_are_Ingress_and_with_egress_rules_Egress_too()
    {
        Assert.Equal(PolicyTypes.Ingress, Some.Spec().EffectiveTypes);
        Assert.Equal(PolicyTypes.Ingress, Some.Spec(ingress: [Some.Rule()]).EffectiveTypes);
        Assert.Equal(PolicyTypes.Both, Some.Spec(egress: [Some.Rule()]).EffectiveTypes);
    }

    [Theory]
    [InlineData(PolicyTypes.Ingress, true, false)]
    [InlineData(PolicyTypes.Egress, false, true)]
    [InlineData(PolicyTypes.Both, true, true)]
    public void It_isolates_in_the_directions_that_policyTypes_names_whatever_its_rules(PolicyTypes types, bool ingress, bool egress)
    {
        foreach (var spec in new[] { Some.Spec(types: types), Some.Spec(ingress: [Some.Rule()], egress: [Some.Rule()], types: types) })
        {
            Assert.Equal(ingress, spec.Isolates(Direction.Ingress));
            Assert.Equal(egress, spec.Isolates(Direction.Egress));
        }
    }

    [Fact]
    public void Its_rules_go_by_direction()
    {
        var spec = Some.Spec(ingress: [Some.Rule(ports: "TCP 80")], egress: [Some.Rule(ports: "UDP 53")]);
        Assert.Equal(Some.Rule(ports: "TCP 80"), Assert.Single(spec.Rules(Direction.Ingress)));
        Assert.Equal(Some.Rule(ports: "UDP 53"), Assert.Single(spec.Rules(Direction.Egress)));
    }

    [Fact]
    public void Specs_are_equal_when_defaulting_makes_them_so()
    {
        Assert.Equal(Some.Spec("app=web"), Some.Spec("app in (web)", types: PolicyTypes.Ingress));
        Assert.Equal(Some.Spec("app=web").GetHashCode(), Some.Spec("app in (web)", types: PolicyTypes.Ingress).GetHashCode());
        Assert.NotEqual(Some.Spec("app=web"), Some.Spec("app=web", types: PolicyTypes.Both));
    }

    [Fact]
    public void Specs_differ_by_the_content_of_their_rules()
    {
        var spec = Some.Spec(ingress: [Some.Rule(Some.Peer("app=web"), "TCP 80")]);
        Assert.Equal(spec, Some.Spec(ingress: [Some.Rule(Some.Peer("app=web"), "TCP 80")]));
        Assert.NotEqual(spec, Some.Spec(ingress: [Some.Rule(Some.Peer("app=web"), "TCP 81")]));
        Assert.NotEqual(spec, Some.Spec(ingress: [Some.Rule(Some.Peer("app=api"), "TCP 80")]));
        Assert.NotEqual(spec, Some.Spec(egress: [Some.Rule(Some.Peer("app=web"), "TCP 80")]));
        Assert.NotEqual(spec, Some.Spec());
    }

    [Fact]
    public void An_absent_selector_of_a_peer_differs_from_an_empty_one()
    {
        Assert.NotEqual(Some.Peer(namespaces: ""), Some.Peer(pods: "", namespaces: ""));
        Assert.NotEqual(Some.Peer(pods: ""), Some.Peer(pods: "", namespaces: ""));
    }
}

using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class PolicyTests
{
    [Fact]
    public void A_policy_without_a_namespace_is_in_default()
    {
        var policy = Folder.PolicyOf("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\n");
        Assert.Equal(new ObjectKey("default", "web"), policy.Key);
        Assert.True(policy.NamespaceOmitted);
    }

    [Fact]
    public void A_policy_with_a_namespace_has_not_left_it_out() => Assert.False(Folder.PolicyOf(Some.Policy("podSelector: {}")).NamespaceOmitted);

    [Fact]
    public void A_policy_with_a_generateName_alone_goes_by_it()
    {
        var policy = Folder.PolicyOf("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {generateName: web-}\n");
        Assert.Equal("web-", policy.Key.Name);
    }

    [Theory]
    [InlineData("policyTypes: [Ingress]")]
    [InlineData("podSelector:")]
    [InlineData("podSelector: {}")]
    [InlineData("podSelector: {matchLabels: }")]
    public void A_missing_null_or_empty_podSelector_selects_everything(string spec) =>
        Assert.True(Folder.PolicyOf(Some.Policy(spec)).Spec.PodSelector.IsEmpty);

    [Theory]
    [InlineData("podSelector: {}")]
    [InlineData("ingress:")]
    [InlineData("ingress: ~")]
    [InlineData("ingress: []")]
    public void Missing_null_and_empty_rules_are_one_case(string spec) => Assert.Empty(Folder.PolicyOf(Some.Policy(spec)).Spec.Ingress);

    [Theory]
    [InlineData("policyTypes:")]
    [InlineData("policyTypes: []")]
    [InlineData("ingress: []")]
    public void Missing_null_and_empty_policyTypes_are_defaulted(string spec) => Assert.Null(Folder.PolicyOf(Some.Policy(spec)).Spec.PolicyTypes);

    [Fact]
    public void The_same_policyType_may_stand_there_twice() =>
        Assert.Equal(PolicyTypes.Egress, Folder.PolicyOf(Some.Policy("policyTypes: [Egress, Egress]")).Spec.PolicyTypes);

    [Theory]
    [InlineData("[{}]")]
    [InlineData("[null]")]
    public void An_empty_rule_allows_everything(string rules)
    {
        var rule = Assert.Single(Folder.PolicyOf(Some.Policy($"ingress: {rules}")).Spec.Ingress);
        Assert.Empty(rule.Peers);
        Assert.Empty(rule.Ports);
    }

    [Fact]
    public void A_null_peer_selector_and_an_empty_one_differ()
    {
        var peer = OnlyPeer("{podSelector: , namespaceSelector: {}}");
        Assert.Null(peer.PodSelector);
        Assert.Same(LabelSelector.Everything, peer.NamespaceSelector);
    }

    [Fact]
    public void A_selector_is_its_labels_and_its_expressions()
    {
        var peer = OnlyPeer("{podSelector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: NotIn, values: [b, a]}, {key: x, operator: Exists}]}}");
        Assert.Equal("app=web,tier notin (a,b),x", peer.PodSelector?.ToString());
    }

    [Fact]
    public void An_ipBlock_keeps_its_exceptions()
    {
        var block = OnlyPeer("{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}}").IpBlock;
        Assert.Equal("10.0.0.0-10.255.255.255", block?.Cidr.ToString());
        Assert.Equal(["10.1.0.0-10.1.255.255", "10.2.0.0-10.2.255.255"], block?.Except.Select(range => range.ToString()));
    }

    [Theory]
    [InlineData("{port: 80}", Protocol.Tcp, 80, null, null)]
    [InlineData("{protocol: UDP, port: 53}", Protocol.Udp, 53, null, null)]
    [InlineData("{protocol: SCTP}", Protocol.Sctp, null, null, null)]
    [InlineData("{port: 8000, endPort: 8010}", Protocol.Tcp, 8000, 8010, null)]
    [InlineData("{port: http}", Protocol.Tcp, null, null, "http")]
    [InlineData("{port: 0x50}", Protocol.Tcp, 80, null, null)]
    [InlineData("{}", Protocol.Tcp, null, null, null)]
    public void Ports_are_numbers_ranges_names_or_a_protocol_alone(string port, Protocol protocol, int? number, int? end, string? name)
    {
        var rule = Assert.Single(Folder.PolicyOf(Some.Policy($"egress: [{{ports: [{port}]}}]")).Spec.Egress);
        Assert.Equal([new PolicyPort(protocol, number, end, name)], rule.Ports);
    }

    [Fact]
    public void A_policy_knows_where_it_was_read()
    {
        var text = Some.Documents(Some.Policy("podSelector: {}"), Some.Policy("podSelector: {}", "api"));
        var origins = Folder.Of(text).State.Policies.Select(policy => Path.GetFileName(policy.Origin!.ToString()));
        Assert.Equal(["a.yaml:1", "a.yaml:8"], origins);
    }

    [Fact]
    public void The_acknowledgement_is_an_annotation()
    {
        var policy = Folder.PolicyOf(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, annotations: {admission-guard.io/acknowledge: dns-blocked=3f9a1c2b}}\n");
        Assert.Equal("dns-blocked=3f9a1c2b", policy.Acknowledgement);
    }

    [Fact]
    public void A_status_is_tolerated() => Folder.PolicyOf(Some.Policy("podSelector: {}") + "status: {conditions: []}\n");

    [Fact]
    public void The_group_that_policies_had_once_is_read() =>
        Folder.PolicyOf("apiVersion: extensions/v1beta1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n");

    [Fact]
    public void Calicos_NetworkPolicy_is_another_kind()
    {
        var reading = Folder.Of("apiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {selector: all()}\n");
        Assert.Empty(reading.State.Policies);
        Assert.Equal(1, reading.Skipped);
    }

    private static PolicyPeer OnlyPeer(string peer) =>
        Assert.Single(Assert.Single(Folder.PolicyOf(Some.Policy($"ingress: [{{from: [{peer}]}}]")).Spec.Ingress).Peers);
}

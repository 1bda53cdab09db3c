using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class SpecTextTests
{
    // Acknowledgements are digests of this text: a change of it makes every one of them worthless.
    [Fact]
    public void The_form_never_changes() => Assert.Equal(
        "podSelector app=db,tier in (a,b)\n"
        + "policyTypes [Ingress,Egress]\n"
        + "ingress peers [] ports []\n"
        + "ingress peers [ipBlock 10.0.0.0-10.255.255.255 except 10.1.0.0-10.1.255.255; namespaceSelector env=prod podSelector app=api] "
        + "ports [TCP 80-80; TCP 8000-8010; TCP http; UDP *]\n"
        + "egress peers [namespaceSelector {}; podSelector {}] ports []\n",
        SpecText.Of(Some.Spec(
            "app=db,tier in (b,a)",
            [Some.Rule([Some.Peer("app=api", "env=prod"), Some.Block("10.0.0.0/8", "10.1.0.0/16")], "UDP, TCP http, TCP 80, TCP 8000-8010"), Some.Rule()],
            [Some.Rule([Some.Peer(pods: ""), Some.Peer(namespaces: "")])])));

    [Fact]
    public void No_spec_has_no_text() => Assert.Empty(SpecText.Of((PolicySpec?)null));

    [Fact]
    public void Order_and_repetition_of_rules_peers_ports_and_values_say_nothing()
    {
        var (a, b) = (Some.Rule([Some.Peer("app in (a,b)"), Some.Block("10.0.0.0/8", "10.1.0.0/16,10.2.0.0/16")], "TCP 80, UDP 53"), Some.Rule(Some.Peer("x=y")));
        var turned = Some.Rule([Some.Block("10.0.0.0/8", "10.2.0.0/16,10.1.0.0/16"), Some.Peer("app in (b,a)"), Some.Peer("app in (b,a)")], "UDP 53, TCP 80-80");
        Assert.Equal(SpecText.Of(Some.Spec(ingress: [a, b], egress: [a, b])), SpecText.Of(Some.Spec(ingress: [b, turned, b], egress: [b, a])));
    }

    [Fact]
    public void What_defaulting_and_host_bits_make_equal_is_equal()
    {
        Assert.Equal(SpecText.Of(Some.Spec()), SpecText.Of(Some.Spec(types: PolicyTypes.Ingress)));
        Assert.Equal(SpecText.Of(Some.Spec(egress: [Some.Rule()])), SpecText.Of(Some.Spec(egress: [Some.Rule()], types: PolicyTypes.Both)));
        Assert.Equal(SpecText.Of(Some.Block("10.1.2.3/8")), SpecText.Of(Some.Block("10.0.0.0/8")));
    }

    [Fact]
    public void What_means_something_else_reads_otherwise() => Assert.Distinct(new[]
    {
        Some.Spec(), Some.Spec("app=a"), Some.Spec(types: PolicyTypes.Both), Some.Spec(types: PolicyTypes.Egress),
        Some.Spec(ingress: [Some.Rule()]), Some.Spec(egress: [Some.Rule()]),
        Some.Spec(ingress: [Some.Rule(ports: "TCP")]), Some.Spec(ingress: [Some.Rule(ports: "UDP")]), Some.Spec(ingress: [Some.Rule(ports: "TCP 1-65535")]),
        Some.Spec(ingress: [Some.Rule(Some.Peer(pods: ""))]), Some.Spec(ingress: [Some.Rule(Some.Peer(namespaces: ""))]),
        Some.Spec(ingress: [Some.Rule(Some.Peer("", ""))]), Some.Spec(ingress: [Some.Rule([Some.Peer(pods: ""), Some.Peer(namespaces: "")])]),
        Some.Spec(ingress: [Some.Rule(Some.Peer("a=b"), "TCP 80"), Some.Rule(Some.Peer("c=d"), "TCP 81")]),
        Some.Spec(ingress: [Some.Rule([Some.Peer("a=b"), Some.Peer("c=d")], "TCP 80, TCP 81")]),
        Some.Spec(ingress: [Some.Rule(Some.Block("10.0.0.0/8"))]), Some.Spec(ingress: [Some.Rule(Some.Block("10.0.0.0/8", "10.0.0.0/9"))]),
    }.Select(SpecText.Of));

    [Fact]
    public void Types_are_written_as_the_API_writes_them()
    {
        Assert.Equal("[Ingress,Egress]", SpecText.Types(PolicyTypes.Both));
        Assert.Equal("[Egress]", SpecText.Types(PolicyTypes.Egress));
        Assert.Equal("[]", SpecText.Types(PolicyTypes.None));
    }
}

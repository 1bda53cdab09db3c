using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class PortNotExposedTests
{
    private const string Rule = "port-not-exposed";
    private static readonly ClusterState Shop = Some.Cluster(
        [Some.Pod("shop/web", "app=web", "http=TCP 8080, dns=UDP 5353"), Some.Pod("bank/api", "app=api", "http=TCP 9090")],
        services: [Some.Service("shop/web", "app=web", "TCP 80:8080"), Some.Service("bank/api", "app=api", "TCP 443:http")]);

    [Fact]
    public void A_Service_s_port_warns_with_the_pods_own()
    {
        var review = Reviewed.Create(Shop, In("TCP 80"));
        Assert.Equal(
            "warn spec.ingress[0].ports[0].port: TCP 80 is the port of Service \"shop/web\", which leads to TCP 8080 of shop/web[Pod]", review.Says(Rule));
        Assert.Equal("Set spec.ingress[0].ports[0].port to 8080.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void Egress_means_the_ports_of_the_other_end() => Assert.Equal(
        "warn spec.egress[0].ports[0].port: TCP 443 is the port of Service \"bank/api\", which leads to TCP 9090 of bank/api[Pod]",
        Reviewed.Create(Shop, Out("TCP 443", Some.Peer("app=api", "kubernetes.io/metadata.name=bank"))).Says(Rule));

    [Fact]
    public void Other_namespaces_keep_their_names_and_ports_where_they_are_nobody_s_business()
    {
        var index = Core.Reachability.ClusterIndex.Build(Shop, []);
        var policy = Out("TCP 443", Some.Peer("app=api", "kubernetes.io/metadata.name=bank"));
        var review = Reviewer.Review(
            index, Reviewed.Creation(policy), GuardConfiguration.Default, ReviewTerms.Default with { OnlyCountsOtherNamespaces = true });
        Assert.Equal("warn spec.egress[0].ports[0].port: TCP 443 is the port of a Service in another namespace, not that of its pods", review.Says(Rule));
        Assert.Equal("Name the port of the pods' containers.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_name_that_no_container_declares_warns_with_the_nearest()
    {
        var review = Reviewed.Create(Shop, In("TCP htpp"));
        Assert.Equal(
            "warn spec.ingress[0].ports[0].port: no container of shop/web[Pod] declares a TCP port \"htpp\"; nearest there: TCP \"http\"", review.Says(Rule));
        Assert.Equal("Set spec.ingress[0].ports[0].port to http.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_name_of_the_other_protocol_warns() => Assert.Equal(
        "Set spec.ingress[0].ports[0].port to dns and its protocol to UDP.", Reviewed.Create(Shop, In("TCP dns")).Finding(Rule).Remediation);

    [Fact]
    public void A_name_that_means_nothing_there_warns_for_some_pods_and_is_recorded_for_a_whole_namespace()
    {
        Assert.Equal(Verdict.Warn, Reviewed.Create(Shop, In("TCP metrics")).Finding(Rule).Action);
        Assert.Equal(Verdict.Audit, Reviewed.Create(Shop, Some.Policy("shop/p", ingress: [Some.Rule(ports: "TCP metrics")])).Finding(Rule).Action);
    }

    [Theory]
    [InlineData("TCP 8080")]
    [InlineData("TCP http")]
    [InlineData("TCP 80, TCP 8080")]
    [InlineData("UDP 80")]
    [InlineData("TCP 81")]
    [InlineData("TCP 80-90")]
    [InlineData("TCP")]
    public void Ports_that_pods_have_or_may_have_are_no_finding(string ports) => Assert.Empty(Reviewed.Create(Shop, In(ports)).Says(Rule));

    [Fact]
    public void A_pod_that_declares_the_Service_s_port_may_be_meant()
    {
        var both = Shop with { Pods = Shop.Pods.Add(Some.Pod("shop/sidecar", "app=web", "TCP 80")) };
        Assert.Empty(Reviewed.Create(both, In("TCP 80")).Says(Rule));
    }

    [Fact]
    public void A_pod_that_declares_nothing_may_listen_anywhere_unless_its_Service_says_where()
    {
        var silent = Some.Cluster([Some.Pod("shop/web", "app=web"), Some.Pod("shop/other", "app=other")], services: [Some.Service("shop/web", "app=web", "TCP 80:8080")]);
        Assert.NotEmpty(Reviewed.Create(silent, In("TCP 80")).Says(Rule));
        Assert.Empty(Reviewed.Create(silent, Some.Policy("shop/p", ingress: [Some.Rule(ports: "TCP 80")])).Says(Rule));
    }

    [Fact]
    public void Where_addresses_or_everybody_is_meant_nobody_can_tell()
    {
        Assert.Empty(Reviewed.Create(Shop, Out("TCP 443", Some.Block("0.0.0.0/0"))).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", "app=web", egress: [Some.Rule(ports: "TCP 443")])).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Out("TCP 443", Some.Peer(namespaces: ""))).Says(Rule));
    }

    [Fact]
    public void Where_no_such_pod_runs_nothing_is_said()
    {
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p", "app=later", [Some.Rule(ports: "TCP 80, TCP metrics")])).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Out("TCP metrics", Some.Peer("app=later"))).Says(Rule));
    }

    [Fact]
    public void An_old_flaw_is_only_recorded() =>
        Assert.Equal(Verdict.Audit, Reviewed.Update(Shop, In("TCP 80"), In("TCP 9, TCP 80")).Finding(Rule).Action);

    private static NetworkPolicy In(string ports) => Some.Policy("shop/p", "app=web", [Some.Rule(ports: ports)]);

    private static NetworkPolicy Out(string ports, PolicyPeer peer) => Some.Policy("shop/p", "app=web", egress: [Some.Rule(peer, ports)]);
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class SelfLockoutTests
{
    private const string Rule = "self-lockout";
    private const string Cut = "guard/guard[Deployment] on TCP 8443, which ValidatingWebhookConfiguration \"guard\" calls: requests that it is asked about fail";

    private static readonly Pod Guard = Some.Pod("guard/guard-1", "app=guard", at: "10.1.0.1", nodeAt: "192.0.2.1", owner: "guard[Deployment]");
    private static readonly Pod Agent = Some.Pod("kube-system/agent", "k8s-app=konnectivity-agent", at: "10.1.0.7", owner: "konnectivity-agent[Deployment]");
    private static readonly NetworkPolicy Closed = Some.Policy("guard/guard", types: PolicyTypes.Ingress);

    [Fact]
    public void The_API_server_at_any_address_is_cut_off_by_a_policy_that_admits_no_address() => Assert.Equal(
        $"deny spec.ingress: the API server can no longer reach {Cut}", Reviewed.Create(Cluster(), Admitting(Some.Peer(namespaces: ""))).Says(Rule));

    [Fact]
    public void Of_many_addresses_a_few_are_named_and_the_remedy_names_none()
    {
        var servers = Enumerable.Range(1, 5).Select(i =>
            Some.Pod($"kube-system/kube-apiserver-{i}", "component=kube-apiserver", nodeAt: $"192.0.2.{10 + i}", hostNetwork: true));
        var finding = Reviewed.Create(Cluster([.. servers]), Closed).Finding(Rule);
        Assert.Equal($"the API server at 192.0.2.11, 192.0.2.12, 192.0.2.13 and 2 more can no longer reach {Cut}", finding.Message);
        Assert.Equal("Admit TCP 8443 from these addresses by ipBlocks, or from everywhere by a rule without \"from\".", finding.Remediation);
    }

    [Theory]
    [InlineData("k8s-app=konnectivity-agent")]
    [InlineData("app=konnectivity-agent")]
    [InlineData("app=vpn-shoot")]
    public void Where_agents_carry_its_calls_they_have_to_be_admitted_and_its_addresses_do_not_count(string labels)
    {
        var cluster = Cluster(Some.Pod("kube-system/agent", labels, at: "10.1.0.7"));
        var finding = Reviewed.Create(cluster, Admitting(Some.Block("203.0.113.0/28"))).Finding(Rule);
        Assert.Equal($"the API server, which comes through kube-system/agent[Pod], can no longer reach {Cut}", finding.Message);
        Assert.Equal(
            $"Admit TCP 8443 from the pods \"{labels}\" of namespace \"kube-system\"; no ipBlock of the API server's own addresses admits them.",
            finding.Remediation);
        Assert.Empty(Reviewed.Create(cluster, Admitting(Some.Peer(labels, "kubernetes.io/metadata.name=kube-system"))).Says(Rule));
    }

    [Fact]
    public void Agents_elsewhere_than_in_kube_system_carry_nothing() => Assert.Empty(Reviewed.Create(
        Cluster(Some.Pod("shop/agent", "k8s-app=konnectivity-agent", at: "10.1.0.7")), Admitting(Some.Block("203.0.113.0/28"))).Says(Rule));

    [Fact]
    public void Agents_of_another_namespace_are_only_counted_where_they_are_nobody_s_business()
    {
        var terms = ReviewTerms.Default with { OnlyCountsOtherNamespaces = true };
        var index = ClusterIndex.Build(Cluster(Agent), []);
        var finding = Reviewer.Review(index, Reviewed.Creation(Closed), GuardConfiguration.Default, terms).Finding(Rule);
        Assert.Equal($"the API server, which comes through 1 workload of another namespace, can no longer reach {Cut}", finding.Message);
        Assert.Equal(
            "Admit TCP 8443 from the pods through which the API server comes; no ipBlock of the API server's own addresses admits them.", finding.Remediation);
    }

    [Fact]
    public void A_policy_on_the_agents_that_lets_them_out_no_more_cuts_off_whom_they_carry_to_in_every_namespace()
    {
        var denied = Reviewed.Create(Cluster(Agent), Some.Policy("kube-system/deny", egress: [], types: PolicyTypes.Egress)).Finding(Rule);
        Assert.Equal(("spec.egress", $"the API server, which comes through kube-system/konnectivity-agent[Deployment], can no longer reach {Cut}"), (denied.Field, denied.Message));
        Assert.Equal(
            "Allow egress to guard/guard[Deployment] on TCP 8443, and to the control plane outside the cluster: these pods carry what the API server calls.",
            denied.Remediation);
        Assert.Empty(Reviewed.Create(Cluster(Agent), Some.Policy("kube-system/other", "app=other", egress: [], types: PolicyTypes.Egress)).Says(Rule));
    }

    [Fact]
    public void A_policy_that_is_stored_takes_nothing_and_is_not_reported()
    {
        var stored = Cluster() with { Policies = [Closed] };
        Assert.DoesNotContain(StoredPolicies.Review(stored, GuardConfiguration.Default).SelectMany(review => review.Findings), finding => finding.Rule == Rule);
    }

    [Fact]
    public void Webhooks_that_come_with_a_change_count_for_pods_that_run()
    {
        var cluster = Cluster() with { Callouts = [] };
        Assert.Empty(Reviewed.Create(cluster, Closed).Says(Rule));
        Assert.NotEmpty(Reviewed.Create(ChangeSet.With(cluster, Cluster()), Closed).Says(Rule));
        Assert.Single(ChangeSet.With(Cluster(), Cluster()).Callouts);
    }

    private static NetworkPolicy Admitting(PolicyPeer peer) => Some.Policy("guard/guard", ingress: [Some.Rule(peer)], types: PolicyTypes.Ingress);

    private static ClusterState Cluster(params Pod[] others) =>
        Some.Cluster([Guard, .. others], services: [Some.Service("guard/guard", "app=guard", "TCP 443:8443")]) with
        {
            Callouts = [new ApiCallout("ValidatingWebhookConfiguration", "guard", [new CalloutTarget(Guard.Key with { Name = "guard" }, 443, FailsRequests: true)])],
        };
}

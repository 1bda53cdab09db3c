using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Tests.Corpus;

/// <summary>Rules that are meant to allow DNS, on four real ways to serve it: what works on one need not work on another.</summary>
public sealed class DnsTests
{
    private const string Coredns = "coredns";
    private const string NodeLocal = "coredns-nodelocal";
    private const string OpenShift = "openshift";
    private const string K3s = "k3s";

    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["nothing"] = "",
        ["kube-dns pods, 53"] = To(KubeDnsPods, Ports("UDP 53", "TCP 53")),
        ["kube-dns pods, UDP 53 alone"] = To(KubeDnsPods, Ports("UDP 53")),
        ["kube-dns pods, TCP 53 alone"] = To(KubeDnsPods, Ports("TCP 53")),
        ["kube-dns pods, named ports"] = To(KubeDnsPods, Ports("UDP dns", "TCP dns-tcp")),
        ["kube-dns pods of the label name: kube-system"] =
            To("{namespaceSelector: {matchLabels: {name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}", Ports("UDP 53", "TCP 53")),
        ["namespace kube-system, 53"] = To("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}", Ports("UDP 53", "TCP 53")),
        ["namespace openshift-dns, 53"] = To("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}", Ports("UDP 53", "TCP 53")),
        ["namespace openshift-dns, 5353"] = To("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}", Ports("UDP 5353", "TCP 5353")),
        ["everywhere, 53"] = $"- {{ports: {Ports("UDP 53", "TCP 53")}}}",
        ["everywhere, 53 and 5353"] = $"- {{ports: {Ports("UDP 53", "TCP 53", "UDP 5353", "TCP 5353")}}}",
        ["every pod"] = "- {to: [{namespaceSelector: {}}]}",
        ["the Service's address"] = To("{ipBlock: {cidr: 10.0.0.10/32}}", Ports("UDP 53", "TCP 53")),
        ["NodeLocal's addresses"] = To("{ipBlock: {cidr: 169.254.20.10/32}}, {ipBlock: {cidr: 10.0.0.10/32}}", Ports("UDP 53", "TCP 53")),
        ["NodeLocal's addresses and kube-dns pods"] =
            To($"{{ipBlock: {{cidr: 169.254.20.10/32}}}}, {{ipBlock: {{cidr: 10.0.0.10/32}}}}, {KubeDnsPods}", Ports("UDP 53", "TCP 53")),
        ["one of NodeLocal's addresses and kube-dns pods"] = To($"{{ipBlock: {{cidr: 169.254.20.10/32}}}}, {KubeDnsPods}", Ports("UDP 53", "TCP 53")),
        ["203.0.113.53"] = To("{ipBlock: {cidr: 203.0.113.53/32}}", Ports("UDP 53", "TCP 53")),
        ["203.0.113.53, UDP alone"] = To("{ipBlock: {cidr: 203.0.113.53/32}}", Ports("UDP 53")),
    };

    private static List<string> Clusters =>
        [.. Directory.GetFiles(Repository.Corpus("dns"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    private static string KubeDnsPods => "{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}";

    [Theory]
    // rule, then what is left to shop/web on:                          coredns    nodelocal  openshift  k3s
    [InlineData("nothing", "blocked", "blocked", "blocked", "blocked")]
    [InlineData("kube-dns pods, 53", "open", "partly", "blocked", "open")]
    [InlineData("kube-dns pods, UDP 53 alone", "partly", "partly", "blocked", "partly")]
    [InlineData("kube-dns pods, TCP 53 alone", "blocked", "blocked", "blocked", "blocked")]
    [InlineData("kube-dns pods, named ports", "open", "partly", "blocked", "open")]
    [InlineData("kube-dns pods of the label name: kube-system", "blocked", "blocked", "blocked", "blocked")]
    [InlineData("namespace kube-system, 53", "open", "partly", "blocked", "open")]
    [InlineData("namespace openshift-dns, 53", "blocked", "blocked", "blocked", "blocked")]
    [InlineData("namespace openshift-dns, 5353", "blocked", "blocked", "open", "blocked")]
    [InlineData("everywhere, 53", "open", "open", "blocked", "open")]
    [InlineData("everywhere, 53 and 5353", "open", "open", "open", "open")]
    [InlineData("every pod", "open", "partly", "open", "open")]
    [InlineData("the Service's address", "blocked", "partly", "blocked", "blocked")]
    [InlineData("NodeLocal's addresses", "blocked", "partly", "blocked", "blocked")]
    [InlineData("NodeLocal's addresses and kube-dns pods", "open", "open", "blocked", "open")]
    [InlineData("one of NodeLocal's addresses and kube-dns pods", "open", "partly", "blocked", "open")]
    [InlineData("203.0.113.53", "blocked", "blocked", "blocked", "blocked")]
    public void What_a_rule_leaves_of_DNS_depends_on_the_cluster(string rule, string coredns, string nodelocal, string openshift, string k3s)
    {
        Assert.Equal((coredns, nodelocal, openshift, k3s), (Of(rule, "web", Coredns), Of(rule, "web", NodeLocal), Of(rule, "web", OpenShift), Of(rule, "web", K3s)));
    }

    [Theory]
    [InlineData("nothing", "blocked")]
    [InlineData("kube-dns pods, 53", "blocked")]
    [InlineData("everywhere, 53", "open")]
    [InlineData("203.0.113.53", "open")]
    [InlineData("203.0.113.53, UDP alone", "partly")]
    public void A_pod_with_its_own_name_server_needs_that_one_in_every_cluster(string rule, string left) =>
        Assert.All(Clusters, cluster => Assert.Equal(left, Of(rule, "custom-dns", cluster)));

    [Fact]
    public void Every_cluster_is_covered() => Assert.Equal([Coredns, NodeLocal, K3s, OpenShift], Clusters);

    [Fact]
    public void A_pod_with_its_nodes_name_servers_is_not_judged() => Assert.All(
        Clusters, cluster => Assert.All(Rules.Keys, rule => Assert.Equal("open", Of(rule, "node-dns", cluster))));

    [Fact]
    public void The_remedy_is_what_the_rule_says_it_needs_in_each_cluster()
    {
        Assert.Equal("Allow egress to the pods \"k8s-app=kube-dns\" of namespace \"kube-system\" on TCP 53 and UDP 53.", Remedy(Coredns));
        Assert.Equal(
            "Allow egress to the pods \"dns.operator.openshift.io/daemonset-dns=default\" of namespace \"openshift-dns\" on TCP 5353 and UDP 5353.", Remedy(OpenShift));
        Assert.Equal(
            "Allow egress to the pods \"k8s-app=kube-dns\" of namespace \"kube-system\" on TCP 53 and UDP 53 and to 10.0.0.10 on TCP 53 and UDP 53 "
            + "and to 169.254.20.10 on TCP 53 and UDP 53.",
            Remedy(NodeLocal));
    }

    private static string? Remedy(string cluster) => Finding("nothing", "web", cluster)?.Remediation;

    private static string Of(string rule, string app, string cluster) => Finding(rule, app, cluster) switch
    {
        null => "open",
        { Action: Verdict.Deny } => "blocked",
        { Action: Verdict.Warn } => "partly",
        _ => throw new InvalidOperationException("neither denied nor warned"),
    };

    // The update of a policy that allowed everything: being blocked is denied, being blocked in part warned of.
    private static Finding? Finding(string rule, string app, string cluster)
    {
        var state = Manifests.Cluster(Repository.Corpus("dns", $"{cluster}.json"));
        var (before, after) = (Policy(app, "- {}"), Policy(app, Rules[rule]));
        // These CNIs' nodes serve what ipBlocks name, and no pod: one reading is enough.
        var configuration = new GuardConfiguration { IpBlockMatchesPods = false };
        var review = Reviewer.Review(state, [new PolicyChange(before.Key, before, after)], configuration).Reviews[0];
        return review.Findings.SingleOrDefault(finding => finding.Rule == "dns-blocked");
    }

    private static NetworkPolicy Policy(string app, string egress) => Assert.Single(Manifests.ChangeText($$$"""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: p, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: {{{app}}}}}
          policyTypes: [Egress]
          egress:
          {{{egress}}}
        """).Policies);

    private static string To(string peers, string ports) => $"- {{to: [{peers}], ports: {ports}}}";

    private static string Ports(params string[] ports) =>
        $"[{string.Join(", ", ports.Select(port => port.Split(' ')).Select(parts => $"{{protocol: {parts[0]}, port: {parts[1]}}}"))}]";
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Explanations against the oracle, and what they name.</summary>
public sealed class ExplainerTests
{
    private static readonly Pod Web = Some.Pod("shop/web", "app=web", at: "10.1.0.1", node: "n1", nodeAt: "192.168.0.1");
    private static readonly Pod Api = Some.Pod("shop/api", "app=api", "http=TCP 8080", "10.1.0.2", node: "n2", nodeAt: "192.168.0.2");
    private static readonly Pod Agent = Some.Pod("shop/agent", "app=web", node: "n1", nodeAt: "192.168.0.1", hostNetwork: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_allows_what_the_oracle_allows(bool ipBlockMatchesPods) => Properties.Check(
        Clusters.Any,
        cluster => ForEach(cluster, ipBlockMatchesPods, (explanation, probe) =>
            Assert.True(probe.IsAllowedIn(cluster, ipBlockMatchesPods) == explanation.IsAllowed, $"{probe} is {explanation.IsAllowed}")),
        runs: 25);

    [Fact]
    public void It_names_the_policies_that_isolate_and_rules_where_they_allow() => Properties.Check(
        Clusters.Any,
        cluster => ForEach(cluster, ipBlockMatchesPods: true, (explanation, probe) =>
        {
            Check(explanation.Egress, probe.From, Direction.Egress);
            Check(explanation.Ingress, probe.To, Direction.Ingress);
        }, ofPorts: 4),
        runs: 60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_rule_it_names_would_allow_the_connection_by_itself(bool ipBlockMatchesPods) => Properties.Check(
        Clusters.Any,
        cluster => ForEach(cluster, ipBlockMatchesPods, (explanation, probe) =>
        {
            foreach (var rule in explanation.Egress.AllowedBy.Concat(explanation.Ingress.AllowedBy))
            {
                Assert.True(probe.IsAllowedIn(Alone(cluster, rule), ipBlockMatchesPods), $"{rule} does not allow {probe}");
            }
        }, ofPorts: 5),
        runs: 40);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_rule_it_does_not_name_would_not(bool ipBlockMatchesPods) => Properties.Check(
        Clusters.Any,
        cluster => ForEach(cluster, ipBlockMatchesPods, (explanation, probe) =>
        {
            var others = Rules(cluster, explanation.Egress, Direction.Egress).Except(explanation.Egress.AllowedBy)
                .Concat(Rules(cluster, explanation.Ingress, Direction.Ingress).Except(explanation.Ingress.AllowedBy));
            foreach (var rule in others)
            {
                Assert.False(probe.IsAllowedIn(Alone(cluster, rule), ipBlockMatchesPods), $"{rule} allows {probe}");
            }
        }, ofPorts: 5),
        runs: 40);

    [Fact]
    public void A_range_falls_into_parts_that_say_what_each_of_their_ports_does() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var index = ConnectionMapTests.Index(cluster);
            var probes = Clusters.Probes(cluster);
            foreach (var (from, to) in probes.Pairs.Take(20))
            {
                var (source, target) = (EndOf(index, from), EndOf(index, to));
                var parts = Explainer.Explain(source, target, Protocol.Tcp, new PortRange(1, 65535), ipBlockMatchesPods: true);
                Assert.Equal((1, 65535), (parts[0].Ports.First, parts[^1].Ports.Last));
                Assert.All(parts.Zip(parts.Skip(1)), two => Assert.Equal(two.First.Ports.Last + 1, two.Second.Ports.First));
                foreach (var port in probes.Ports)
                {
                    var part = parts.Single(one => port >= one.Ports.First && port <= one.Ports.Last).Explanation;
                    Assert.Equal(Says(Explainer.Explain(source, target, Protocol.Tcp, port, ipBlockMatchesPods: true)), Says(part));
                }
            }

            static string Says(Explanation explanation) => $"{Of(explanation.Egress)} | {Of(explanation.Ingress)}";

            static string Of(EndExplanation end) => $"{string.Join(',', end.IsolatedBy)};{string.Join(',', end.AllowedBy)};{end.Exemption}";
        },
        runs: 60);

    [Fact]
    public void It_reads_like_this()
    {
        var cluster = Some.Cluster(
            [Web, Api],
            [
                Some.Policy("shop/deny-all", types: PolicyTypes.Both),
                Some.Policy("shop/api", "app=api", ingress: [Some.Rule(Some.Peer("app=db")), Some.Rule(Some.Peer("app=web"), "TCP http")]),
                Some.Policy("shop/web", "app=web", egress: [Some.Rule(ports: "TCP 8080")], types: PolicyTypes.Egress),
            ]);
        var explanation = Explain(cluster, new PodEnd(Web), new PodEnd(Api), 8080);
        Assert.True(explanation.IsAllowed);
        Assert.Equal(("shop/web", "shop/api"), (explanation.From, explanation.To));
        Assert.Equal(["shop/deny-all", "shop/web"], explanation.Egress.IsolatedBy.Select(key => key.ToString()));
        Assert.Equal(["shop/web egress[0]"], explanation.Egress.AllowedBy.Select(rule => rule.ToString()));
        Assert.Equal(["shop/api", "shop/deny-all"], explanation.Ingress.IsolatedBy.Select(key => key.ToString()));
        Assert.Equal(["shop/api ingress[1]"], explanation.Ingress.AllowedBy.Select(rule => rule.ToString()));
        Assert.False(Explain(cluster, new PodEnd(Web), new PodEnd(Api), 8081).IsAllowed);
    }

    [Fact]
    public void It_says_why_no_policy_was_asked()
    {
        var cluster = Some.Cluster([Web, Api, Agent], [Some.Policy("shop/deny-all", types: PolicyTypes.Both)]);
        Assert.Equal("a pod always reaches itself", AtWeb(new PodEnd(Web)).Egress.Exemption);
        Assert.Equal("policies do not apply outside the cluster", AtWeb(Address("203.0.113.1")).Egress.Exemption);
        Assert.Equal("policies do not apply to hostNetwork pods", AtWeb(new PodEnd(Agent)).Egress.Exemption);
        Assert.Equal("ingress from the pod's own node is always allowed", AtWeb(new PodEnd(Agent)).Ingress.Exemption);
        Assert.Equal("ingress from the pod's own node is always allowed", AtWeb(Address("192.168.0.1")).Ingress.Exemption);
        Assert.Null(AtWeb(new PodEnd(Api)).Ingress.Exemption);

        Explanation AtWeb(End from) => Explain(cluster, from, new PodEnd(Web));
    }

    [Fact]
    public void Egress_to_the_own_node_is_not_exempt()
    {
        var cluster = Some.Cluster([Web, Agent], [Some.Policy("shop/deny-all", types: PolicyTypes.Both)]);
        Assert.False(Explain(cluster, new PodEnd(Web), Address("192.168.0.1")).IsAllowed);
        Assert.False(Explain(cluster, new PodEnd(Web), new PodEnd(Agent)).IsAllowed);
    }

    [Fact]
    public void An_address_is_named_by_itself() =>
        Assert.Equal("203.0.113.1", Explain(Some.Cluster([Web]), Address("203.0.113.1"), new PodEnd(Web)).From);

    private static void Check(EndExplanation said, End end, Direction direction)
    {
        Assert.Equal(said.AllowedBy.IsEmpty, !said.Allows || said.IsolatedBy.IsEmpty);
        Assert.All(said.AllowedBy, rule => Assert.True(rule.Direction == direction && said.IsolatedBy.Contains(rule.Policy)));
        if (end is not PodEnd { Pod.HostNetwork: false })
        {
            Assert.NotNull(said.Exemption);
            Assert.Empty(said.IsolatedBy);
        }
    }

    // The cluster where the rule is the only one of the only policy that isolates its end.
    private static ClusterState Alone(ClusterState cluster, RuleReference rule)
    {
        var policy = cluster.Policies.Single(candidate => candidate.Key == rule.Policy);
        ImmutableArray<PolicyRule> only = [policy.Spec.Rules(rule.Direction)[rule.Position]];
        var spec = rule.Direction == Direction.Ingress
            ? policy.Spec with { Ingress = only, Egress = [], PolicyTypes = PolicyTypes.Ingress }
            : policy.Spec with { Ingress = [], Egress = only, PolicyTypes = PolicyTypes.Egress };
        return cluster with { Policies = [policy with { Spec = spec }] };
    }

    // Every rule of the policies that isolate an end.
    private static IEnumerable<RuleReference> Rules(ClusterState cluster, EndExplanation said, Direction direction) =>
        cluster.Policies.Where(policy => said.IsolatedBy.Contains(policy.Key)).SelectMany(policy =>
            Enumerable.Range(0, policy.Spec.Rules(direction).Length).Select(i => new RuleReference(policy.Key, direction, i)));

    private static void ForEach(
        ClusterState cluster, bool ipBlockMatchesPods, Action<Explanation, Probe> check, int ofPorts = 1)
    {
        var index = ConnectionMapTests.Index(cluster);
        var probes = Clusters.Probes(cluster);
        var ends = probes.Ends.ToDictionary(end => end, end => EndOf(index, end));
        foreach (var (from, to) in probes.Pairs)
        {
            foreach (var port in probes.Ports.Where((_, i) => i % ofPorts == 0))
            {
                foreach (var protocol in Protocols.All)
                {
                    check(Explainer.Explain(ends[from], ends[to], protocol, port, ipBlockMatchesPods), new Probe(from, to, protocol, port));
                }
            }
        }
    }

    private static Explanation Explain(ClusterState cluster, End from, End to, int port = 80)
    {
        var index = ConnectionMapTests.Index(cluster);
        return Explainer.Explain(EndOf(index, from), EndOf(index, to), Protocol.Tcp, port, ipBlockMatchesPods: false);
    }

    private static AddressEnd Address(string address) => new(Some.Address(address));

    private static ConnectionEnd EndOf(ClusterIndex index, End end) => end switch
    {
        PodEnd { Pod: var pod } => new ConnectionEnd(
            index.Namespaces.SelectMany(entry => entry.Classes.Concat(entry.HostNetworkClasses)).Single(pods => pods.Pods.Contains(pod)),
            pod,
            null),
        AddressEnd { Address: var address } => new ConnectionEnd(null, null, address),
        _ => throw new InvalidOperationException($"no such end: {end}"),
    };

    private sealed record Probe(End From, End To, Protocol Protocol, int Port)
    {
        public bool IsAllowedIn(ClusterState cluster, bool ipBlockMatchesPods) =>
            Oracle.Oracle.Allows(cluster, From, To, Protocol, Port, ipBlockMatchesPods);

        public override string ToString() => $"{From} to {To} on {Protocol.Name()} {Port}";
    }
}

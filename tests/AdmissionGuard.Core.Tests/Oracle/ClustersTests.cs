using System.Globalization;
using AdmissionGuard.Core.Model;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <summary>What the random clusters are worth: they are valid, they hold every feature, and questions about them go either way.</summary>
public sealed class ClustersTests(ITestOutputHelper output)
{
    [Fact]
    public void Keys_are_unique_and_every_namespace_is_listed() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            Assert.Distinct(cluster.Pods.Select(pod => pod.Key));
            Assert.Distinct(cluster.Policies.Select(policy => policy.Key));
            Assert.Distinct(cluster.Namespaces.Select(item => item.Name));
            var keys = cluster.Pods.Select(pod => pod.Key).Concat(cluster.Policies.Select(policy => policy.Key));
            Assert.All(keys, key => Assert.Contains(cluster.Namespaces, item => item.Name == key.Namespace));
        },
        runs: 500);

    [Fact]
    public void No_two_endpoints_of_the_pod_network_share_an_address() => Properties.Check(
        Clusters.Any,
        cluster => Assert.Distinct(cluster.Pods.Where(pod => !pod.HostNetwork && !pod.IsTerminal).SelectMany(pod => pod.Addresses)),
        runs: 500);

    [Fact]
    public void Exceptions_lie_within_their_blocks() => Properties.Check(
        Clusters.Policy,
        policy => Assert.All(
            policy.Spec.Ingress.Concat(policy.Spec.Egress).SelectMany(rule => rule.Peers).Select(peer => peer.IpBlock).OfType<IpBlock>(),
            block => Assert.All(block.Except, except => Assert.True(block.Cidr.Contains(except) && block.Cidr != except))),
        runs: 500);

    [Fact]
    public void A_change_starts_from_the_policy_that_the_cluster_has() => Properties.Check(
        Clusters.Changes,
        changed =>
        {
            Assert.Equal(changed.Change.Old, Spec(changed.Before));
            Assert.Equal(changed.Change.New, Spec(changed.After));
            Assert.Equal(Others(changed.Before), Others(changed.After));

            PolicySpec? Spec(ClusterState cluster) => cluster.Policies.FirstOrDefault(policy => policy.Key == changed.Change.Key)?.Spec;
            IEnumerable<NetworkPolicy> Others(ClusterState cluster) => cluster.Policies.Where(policy => policy.Key != changed.Change.Key);
        },
        runs: 500);

    [Fact]
    public void The_same_seed_makes_the_same_clusters()
    {
        Assert.Equal(Descriptions(1), Descriptions(1));
        Assert.NotEqual(Descriptions(1), Descriptions(2));

        static List<string> Descriptions(ulong seed)
        {
            var seen = new List<string>();
            Properties.Check(Clusters.Any, cluster => seen.Add(Clusters.Describe(cluster)), runs: 20, seed);
            return seen;
        }
    }

    [Fact]
    public void A_failure_names_the_seed_and_shows_the_simplest_cluster_that_fails()
    {
        var failure = Assert.ThrowsAny<Exception>(() => Properties.Check(
            Clusters.Any,
            cluster => Assert.DoesNotContain(cluster.Pods, pod => pod.HostNetwork),
            runs: 200,
            seed: 42));
        Assert.Contains("ADMISSION_GUARD_SEED=42 ADMISSION_GUARD_RUNS=200", failure.Message, StringComparison.Ordinal);
        var described = failure.Message.Split('\n').Where(line => line.Split(' ')[0] is "pod" or "policy");
        Assert.Contains("hostNetwork", Assert.Single(described), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_feature_appears_in_many_clusters_and_answers_go_either_way()
    {
        const int Runs = 200;
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        long asked = 0, allowed = 0, isolated = 0, allowedThough = 0, betweenPods = 0, readingsDiffer = 0;
        Properties.Check(
            Clusters.Any,
            cluster =>
            {
                foreach (var feature in Features(cluster).Where(name => name.Length > 0).Distinct())
                {
                    seen[feature] = seen.GetValueOrDefault(feature) + 1;
                }

                var probes = Clusters.Probes(cluster);
                foreach (var (from, to) in probes.Pairs)
                {
                    // Every seventh port: enough to count, and quick.
                    foreach (var port in probes.Ports.Where((_, index) => index % 7 == 0))
                    {
                        var answer = Oracle.Allows(cluster, from, to, Protocol.Tcp, port, ipBlockMatchesPods: false);
                        var other = Oracle.Allows(cluster, from, to, Protocol.Tcp, port, ipBlockMatchesPods: true);
                        var judged = Isolated(cluster, from, Direction.Egress) || Isolated(cluster, to, Direction.Ingress);
                        asked++;
                        allowed += answer ? 1 : 0;
                        isolated += judged ? 1 : 0;
                        allowedThough += judged && answer ? 1 : 0;
                        betweenPods += from is PodEnd && to is PodEnd ? 1 : 0;
                        readingsDiffer += answer != other ? 1 : 0;
                    }
                }
            },
            Runs,
            seed: 1);
        foreach (var (feature, count) in seen)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{feature,-45} {100.0 * count / Runs,6:F1} %"));
        }

        output.WriteLine($"asked {asked}, allowed {Percent(allowed, asked)}, an end is isolated {Percent(isolated, asked)}");
        output.WriteLine($"allowed where an end is isolated {Percent(allowedThough, isolated)}");
        output.WriteLine($"between pods the readings of ipBlock differ {Percent(readingsDiffer, betweenPods)}");
        Assert.All(seen, feature => Assert.True(feature.Value >= Runs / 50, $"too rare: {feature}"));
        Assert.Equal(Known.Order(StringComparer.Ordinal), seen.Keys);
        Assert.InRange((double)allowed / asked, 0.2, 0.8);

        static string Percent(long count, long all) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / all:F1} %");
    }

    private static bool Isolated(ClusterState cluster, End end, Direction direction) =>
        end is PodEnd { Pod: var pod } && Oracle.IsIsolated(cluster, pod, direction);

    private static readonly string[] Known =
    [
        "block of IPv4", "block of IPv6", "block that holds a node", "block that holds a pod", "block with exceptions",
        "egress rules without the type", "ingress rules without the type",
        "named port declared by no pod", "named port under another protocol only", "named port with different numbers",
        "peer of both selectors", "peer of namespaces", "peer of pods",
        "pod dual stack", "pod hostNetwork", "pod of IPv6", "pod on no node", "pod representative", "pod terminal", "pod terminating",
        "pod without addresses",
        "pods of one workload with different labels", "pods of one workload with the same labels", "pods selected by several policies",
        "policies absent", "pods absent", "nodes absent",
        "policyTypes Both", "policyTypes Egress", "policyTypes Ingress", "policyTypes omitted",
        "port number", "port of SCTP", "port of UDP", "port protocol alone", "port range", "port name",
        "rule lists both empty", "rule without peers", "rule without ports",
        "selector DoesNotExist", "selector Exists", "selector In", "selector NotIn", "selector empty",
    ];

    private static IEnumerable<string> Features(ClusterState cluster)
    {
        var rules = cluster.Policies.SelectMany(policy => policy.Spec.Ingress.Concat(policy.Spec.Egress)).ToArray();
        var peers = rules.SelectMany(rule => rule.Peers).ToArray();
        var ports = rules.SelectMany(rule => rule.Ports).ToArray();
        var blocks = peers.Select(peer => peer.IpBlock).OfType<IpBlock>().ToArray();
        var selectors = cluster.Policies.Select(policy => policy.Spec.PodSelector)
            .Concat(peers.SelectMany(peer => new[] { peer.PodSelector, peer.NamespaceSelector }).OfType<LabelSelector>()).ToArray();
        var declared = cluster.Pods.SelectMany(pod => pod.Ports.Ports.Select(port => (Pod: pod, Port: port))).ToArray();
        var workloads = cluster.Pods.GroupBy(pod => pod.Workload).Where(group => group.Count() > 1).ToArray();

        foreach (var pod in cluster.Pods)
        {
            yield return pod switch
            {
                { IsTerminal: true } => "pod terminal",
                { HostNetwork: true } => "pod hostNetwork",
                { IsRepresentative: true } => "pod representative",
                { Addresses.Length: 2 } => "pod dual stack",
                { Addresses: [{ Family: IpFamily.IPv6 }] } => "pod of IPv6",
                { NodeName: null } => "pod on no node",
                { Addresses.IsEmpty: true } => "pod without addresses",
                _ => "",
            };
            yield return pod.IsTerminating ? "pod terminating" : "";
            var selecting = cluster.Policies.Where(policy => policy.Key.Namespace == pod.Key.Namespace)
                .Count(policy => policy.Spec.PodSelector.Matches(pod.Labels));
            yield return selecting > 1 ? "pods selected by several policies" : "";
        }

        foreach (var workload in workloads)
        {
            yield return workload.Select(pod => pod.Labels).Distinct().Count() > 1
                ? "pods of one workload with different labels" : "pods of one workload with the same labels";
        }

        foreach (var spec in cluster.Policies.Select(policy => policy.Spec))
        {
            yield return $"policyTypes {spec.PolicyTypes?.ToString() ?? "omitted"}";
            yield return spec.PolicyTypes == PolicyTypes.Ingress && !spec.Egress.IsEmpty ? "egress rules without the type" : "";
            yield return spec.PolicyTypes == PolicyTypes.Egress && !spec.Ingress.IsEmpty ? "ingress rules without the type" : "";
            yield return spec.Ingress.IsEmpty && spec.Egress.IsEmpty ? "rule lists both empty" : "";
        }

        foreach (var rule in rules)
        {
            yield return rule.Peers.IsEmpty ? "rule without peers" : "";
            yield return rule.Ports.IsEmpty ? "rule without ports" : "";
        }

        foreach (var peer in peers.Where(peer => peer.IpBlock is null))
        {
            yield return peer.NamespaceSelector is null ? "peer of pods"
                : peer.PodSelector is null ? "peer of namespaces" : "peer of both selectors";
        }

        foreach (var block in blocks)
        {
            yield return block.Cidr.Family == IpFamily.IPv4 ? "block of IPv4" : "block of IPv6";
            yield return block.Except.IsEmpty ? "" : "block with exceptions";
            yield return cluster.Pods.Any(pod => !pod.HostNetwork && pod.Addresses.Any(block.Contains)) ? "block that holds a pod" : "";
            yield return cluster.Pods.Any(pod => pod.HostAddresses.Any(block.Contains)) ? "block that holds a node" : "";
        }

        foreach (var port in ports)
        {
            yield return port switch
            {
                { Name: not null } => "port name",
                { EndPort: not null } => "port range",
                { Port: not null } => "port number",
                _ => "port protocol alone",
            };
            yield return port.Protocol == Protocol.Sctp ? "port of SCTP" : port.Protocol == Protocol.Udp ? "port of UDP" : "";
            if (port.Name is { } name)
            {
                var byName = declared.Where(item => item.Port.Name == name).ToArray();
                yield return byName.Length == 0 ? "named port declared by no pod"
                    : byName.All(item => item.Port.Protocol != port.Protocol) ? "named port under another protocol only"
                    : byName.Where(item => item.Port.Protocol == port.Protocol).Select(item => item.Port.Number).Distinct().Count() > 1
                    ? "named port with different numbers" : "";
            }
        }

        foreach (var selector in selectors)
        {
            yield return selector.IsEmpty ? "selector empty" : "";
            foreach (var requirement in selector.Requirements)
            {
                yield return $"selector {requirement.Operator}";
            }
        }

        yield return cluster.Pods.IsEmpty ? "pods absent" : "";
        yield return cluster.Policies.IsEmpty ? "policies absent" : "";
        yield return cluster.Nodes.IsEmpty ? "nodes absent" : "";
    }
}

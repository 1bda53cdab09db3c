using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <content>Policies, and changes of one.</content>
internal static partial class Clusters
{
    private static (string Key, string[] Values)[] PodKeys =>
        [("app", ["web", "web", "api", "db", "gone"]), ("tier", ["front", "back"])];

    private static (string Key, string[] Values)[] NamespaceKeys =>
        [("env", ["prod", "dev"]), ("team", ["a", "b"]), (Namespace.NameLabel, NamespaceNames)];

    // Blocks that hold pods, parts of the pods, one pod, nodes, one node, nothing of the cluster, each other, everything; and neighbours.
    private static readonly IpRange[] Blocks =
    [
        .. new[]
        {
            "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/24", "10.1.1.0/24", "10.1.0.0/25", "10.1.0.128/25", "10.1.0.0/30",
            "10.1.0.4/30", "10.1.0.3/32", "10.1.0.4/32", "192.168.0.0/24", "192.168.0.0/31", "192.168.0.2/32", "203.0.113.0/24",
            "203.0.113.0/25", "203.0.113.128/25", "203.0.112.0/24", "0.0.0.0/1", "128.0.0.0/1", "255.255.255.255/32",
            "::/0", "fd00:1::/64", "fd00:1::/126", "fd00:1::4/126", "fd00:1::3/128", "fd00:9::/64", "fd00:9::2/128", "fd00::/8",
            "2001:db8::/32", "2001:db9::/32", "2001:db8:8000::/33", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
        }.Select(Some.Cidr),
    ];

    private static IEnumerable<IpRange> BlocksOfPods =>
        Blocks.Where(block => Enumerable.Range(1, MostPods).Any(number => PodAddresses(number, Families.Dual).Any(block.Contains)));

    /// <summary>A policy by itself, in one of the namespaces that clusters have.</summary>
    public static Gen<NetworkPolicy> Policy => PolicyIn([.. NamespaceNames]);

    /// <summary>The spec of a policy.</summary>
    public static Gen<PolicySpec> Spec =>
        from selector in Selector(PodKeys, 35)
        from ingress in Few(Rule, 20, 45, 25, 10)
        from egress in Few(Rule, 30, 40, 20, 10)
        from types in Gen.Frequency(
            (35, Gen.Constant<PolicyTypes?>(null)),
            (20, Gen.Constant<PolicyTypes?>(PolicyTypes.Ingress)),
            (20, Gen.Constant<PolicyTypes?>(PolicyTypes.Egress)),
            (25, Gen.Constant<PolicyTypes?>(PolicyTypes.Both)))
        select new PolicySpec(selector, ingress, egress, types);

    /// <summary>A cluster and a change of one of its policies.</summary>
    public static Arbitrary<ChangedCluster> Changes => Arb.From(
        from cluster in Generator()
        from change in Change(cluster)
        select new ChangedCluster(cluster, change),
        Simpler);

    /// <summary>A policy that is created, edited, replaced, left as it is, or deleted.</summary>
    public static Gen<PolicyChange> Change(ClusterState cluster)
    {
        var create =
            from home in Gen.Elements<Namespace>(cluster.Namespaces)
            from spec in Spec
            select new PolicyChange(new ObjectKey(home.Name, "new"), null, spec);
        if (cluster.Policies.IsEmpty)
        {
            return create;
        }

        var policy = Gen.Elements<NetworkPolicy>(cluster.Policies);
        var edit =
            from old in policy
            from other in Spec
            from edited in Gen.Elements<PolicySpec>(
                old.Spec with { PodSelector = other.PodSelector },
                old.Spec with { PolicyTypes = other.PolicyTypes },
                old.Spec with { Ingress = other.Ingress },
                old.Spec with { Egress = other.Egress },
                old.Spec with { Ingress = [.. old.Spec.Ingress.Skip(1)] },
                old.Spec with { Egress = [.. old.Spec.Egress.Skip(1)] },
                old.Spec with { Ingress = [.. old.Spec.Ingress.Concat(other.Ingress)] },
                old.Spec with { Egress = [.. old.Spec.Egress.Concat(other.Egress)] },
                old.Spec with { Ingress = [.. old.Spec.Ingress.Zip(other.Ingress, (mine, its) => mine with { Ports = its.Ports })] },
                old.Spec with { Ingress = [.. old.Spec.Ingress.Zip(other.Ingress, (mine, its) => mine with { Peers = its.Peers })] },
                old.Spec,
                other)
            select new PolicyChange(old.Key, old.Spec, edited);
        var delete = policy.Select(old => new PolicyChange(old.Key, old.Spec, null));
        return Gen.Frequency((60, edit), (20, delete), (20, create));
    }

    private static Gen<NetworkPolicy> PolicyIn(ImmutableArray<string> namespaces) =>
        from home in Gen.Elements<string>(namespaces)
        from spec in Spec
        select new NetworkPolicy { Key = new ObjectKey(home, "p"), Spec = spec };

    private static Gen<PolicyRule> Rule =>
        from peers in Few(Peer, 20, 45, 25, 10)
        from ports in Few(Port, 35, 35, 20, 10)
        select new PolicyRule(peers, ports);

    private static Gen<PolicyPeer> Peer => Gen.Frequency(
        (30, Selector(PodKeys, 25).Select(pods => new PolicyPeer(PodSelector: pods))),
        (20, Selector(NamespaceKeys, 25).Select(namespaces => new PolicyPeer(NamespaceSelector: namespaces))),
        (20, Selector(PodKeys, 15).Zip(Selector(NamespaceKeys, 25), (pods, namespaces) => new PolicyPeer(pods, namespaces))),
        (30, Block.Select(block => new PolicyPeer(IpBlock: block))));

    // An exception lies within its block and is smaller; together they may leave nothing of it, and they may overlap.
    private static Gen<IpBlock> Block =>
        from cidr in Gen.Frequency((1, Gen.Elements(Blocks)), (1, Gen.Elements(BlocksOfPods)))
        let within = Blocks.Where(other => other != cidr && cidr.Contains(other)).ToArray()
        from except in within.Length == 0 ? Gen.Constant(ImmutableArray<IpRange>.Empty) : Few(Gen.Elements(within), 40, 30, 20, 10)
        select new IpBlock(cidr, except);

    private static Gen<PolicyPort> Port =>
        from protocol in AnyProtocol
        from port in Gen.Frequency(
            (40, Gen.Elements(PortNumbers).Select(number => new PolicyPort(protocol, number))),
            (20, Gen.Elements((8000, 8090), (53, 80), (80, 80), (1, 65535), (1024, 65535), (81, 8079), (8091, 9090), (1, 79))
                .Select(range => new PolicyPort(protocol, range.Item1, range.Item2))),
            (25, Gen.Elements([.. PortNames, "nobody"]).Select(name => new PolicyPort(protocol, Name: name))),
            (15, Gen.Constant(new PolicyPort(protocol))))
        select port;

    private static Gen<LabelSelector> Selector((string Key, string[] Values)[] keys, int percentEmpty) => Gen.Frequency(
        (percentEmpty, Gen.Constant(LabelSelector.Everything)),
        (70, Requirement(keys).Select(one => LabelSelector.From([one]))),
        (20, Requirement(keys).ArrayOf(2).Select(two => LabelSelector.From(two))));

    private static Gen<LabelRequirement> Requirement((string Key, string[] Values)[] keys) =>
        from label in Gen.Elements(keys)
        from operation in Gen.Frequency(
            (70, Gen.Constant(LabelOperator.In)),
            (14, Gen.Constant(LabelOperator.NotIn)),
            (9, Gen.Constant(LabelOperator.Exists)),
            (7, Gen.Constant(LabelOperator.DoesNotExist)))
        from values in Several(Gen.Elements(label.Values), 1, operation == LabelOperator.In ? 1 : 2)
        from more in Several(Gen.Elements(label.Values), 0, 1)
        select new LabelRequirement(label.Key, operation, operation is LabelOperator.In or LabelOperator.NotIn ? [.. values, .. more] : []);
}

/// <summary>What happens to one policy.</summary>
/// <param name="Key">The policy.</param>
/// <param name="Old">Its spec before; null when it is created.</param>
/// <param name="New">Its spec after; null when it is deleted.</param>
internal sealed record PolicyChange(ObjectKey Key, PolicySpec? Old, PolicySpec? New);

/// <summary>A cluster as it is before a change.</summary>
internal sealed record ChangedCluster(ClusterState Before, PolicyChange Change)
{
    /// <summary>The cluster after the change.</summary>
    public ClusterState After
    {
        get
        {
            var others = Before.Policies.Where(policy => policy.Key != Change.Key);
            return Before with
            {
                Policies = Change.New is null ? [.. others] : [.. others, new NetworkPolicy { Key = Change.Key, Spec = Change.New }],
            };
        }
    }

    public override string ToString() => $"{Clusters.Describe(Before)}\nchange of {Change.Key} to\n{Clusters.Describe(Change.New)}";
}

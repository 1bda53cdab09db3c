using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <summary>
/// Random small clusters with every feature in them. The vocabulary is tiny (a few namespaces, labels, ports and addresses that lie next to
/// each other), so that selectors, ports and blocks hit something about as often as they miss.
/// </summary>
internal static partial class Clusters
{
    private const int MostPods = 9;

    private static readonly string[] NamespaceNames = ["shop", "bank", "dev", "ops"];
    private static readonly string[] NodeNames = ["n1", "n2", "n3"];
    private static readonly int[] PortNumbers = [53, 80, 8000, 8080, 8090, 9090];
    private static readonly string[] PortNames = ["http", "dns", "metrics"];

    /// <summary>A cluster, simplified by leaving things out when a property fails.</summary>
    public static Arbitrary<ClusterState> Any => Arb.From(Generator(), Simpler);

    private static Gen<ClusterState> Generator() =>
        from count in Gen.Elements(1, 1, 1, 2, 2, 2, 3, 3, 4)
        let names = NamespaceNames.Take(count).ToImmutableArray()
        from namespaces in Gen.CollectToArray(names, NamespaceOf)
        from nodesHaveIPv6 in Chance(40)
        from nodes in Gen.SubListOf(NodeNames).Select(listed => listed.Select(name => new Node(name, NodeAddresses(name, nodesHaveIPv6))))
        from workloads in Gen.Frequency((1, Several(WorkloadIn(names), 0, 0)), (19, Several(WorkloadIn(names), 1, 5)))
        from policies in Gen.Frequency((1, Several(PolicyIn(names), 0, 0)), (11, Several(PolicyIn(names), 1, 6)))
        select new ClusterState
        {
            Namespaces = [.. namespaces],
            Nodes = [.. nodes],
            Pods = [.. workloads.SelectMany(workload => workload.Pods, (w, p) => (w, p)).Take(MostPods)
                .Select((pair, index) => PodOf(pair.w, pair.p, index + 1, nodesHaveIPv6))],
            Policies = [.. policies.Select((policy, index) => policy with { Key = policy.Key with { Name = $"p{index}" } })],
        };

    private static Gen<Namespace> NamespaceOf(string name) =>
        from labels in LabelsFrom(("env", 75, ["prod", "dev"]), ("team", 50, ["a", "b"]))
        from isTerminating in Chance(5)
        select new Namespace(name, labels.With(Namespace.NameLabel, name), isTerminating);

    // What the pods of a workload have in common, and how each of them is.
    private sealed record Template(
        string Namespace,
        string Name,
        string Kind,
        Labels Labels,
        ContainerPorts Ports,
        bool HostNetwork,
        bool IsRepresentative,
        ImmutableArray<Instance> Pods);

    private sealed record Instance(
        Labels? OtherLabels,
        ContainerPorts? OtherPorts,
        bool OtherNetwork,
        string? Node,
        bool Started,
        Families Families,
        bool IsTerminal,
        bool IsTerminating);

    private enum Families
    {
        IPv4,
        IPv6,
        Dual,
    }

    private static Gen<Template> WorkloadIn(ImmutableArray<string> namespaces) =>
        from home in Gen.Elements<string>(namespaces)
        from name in Gen.Elements("web", "api", "db")
        from kind in Gen.Elements("Deployment", "StatefulSet", "DaemonSet", "Pod")
        from labels in PodLabels
        from ports in PodPorts
        from hostNetwork in Chance(12)
        from isRepresentative in Chance(8)
        from pods in Several(InstanceOfWorkload, 1, 3)
        select new Template(home, name, kind, labels, ports, hostNetwork, isRepresentative, pods);

    private static Gen<Instance> InstanceOfWorkload =>
        from labels in Maybe(20, PodLabels)
        from ports in Maybe(20, PodPorts)
        from otherNetwork in Chance(4)
        from node in Gen.Frequency((9, Gen.Elements(NodeNames).Select(name => (string?)name)), (1, Gen.Constant<string?>(null)))
        from started in Chance(94)
        from families in Gen.Frequency((6, Gen.Constant(Families.IPv4)), (2, Gen.Constant(Families.IPv6)), (2, Gen.Constant(Families.Dual)))
        from isTerminal in Chance(8)
        from isTerminating in Chance(8)
        select new Instance(labels, ports, otherNetwork, node, started, families, isTerminal, isTerminating);

    private static Pod PodOf(Template workload, Instance instance, int number, bool nodesHaveIPv6)
    {
        var name = $"{workload.Name}-{number}";
        var hostNetwork = workload.HostNetwork ^ instance.OtherNetwork;
        var node = workload.IsRepresentative ? null : instance.Node;
        var hasAddresses = node is not null && instance.Started;
        var hostAddresses = hasAddresses ? NodeAddresses(node!, nodesHaveIPv6) : [];

        // A pod that has run to its end still shows its address when that is another pod's already: here the one of the pod before it.
        var address = instance.IsTerminal && number > 1 ? number - 1 : number;
        return new Pod
        {
            Key = new ObjectKey(workload.Namespace, name),
            Workload = new Workload(workload.Namespace, workload.Kind == "Pod" ? name : workload.Name, workload.Kind),
            Labels = instance.OtherLabels ?? workload.Labels,
            Ports = instance.OtherPorts ?? workload.Ports,
            HostNetwork = hostNetwork,
            NodeName = node,
            HostAddresses = hostAddresses,
            Addresses = !hasAddresses ? [] : hostNetwork ? hostAddresses : PodAddresses(address, instance.Families),
            IsRepresentative = workload.IsRepresentative,
            IsTerminal = instance.IsTerminal && !workload.IsRepresentative,
            IsTerminating = instance.IsTerminating && !workload.IsRepresentative,
        };
    }

    // Pods lie in 10.1.0.0/24 and 10.1.1.0/24, side by side, so that small blocks cut between them.
    private static ImmutableArray<IpAddress> PodAddresses(int number, Families families)
    {
        var v4 = Some.Address($"10.1.{number / 6}.{number}");
        var v6 = Some.Address($"fd00:1::{number}");
        return families switch { Families.IPv4 => [v4], Families.IPv6 => [v6], _ => [v4, v6] };
    }

    private static ImmutableArray<IpAddress> NodeAddresses(string name, bool withIPv6)
    {
        var v4 = Some.Address($"192.168.0.{name[1..]}");
        return withIPv6 ? [v4, Some.Address($"fd00:9::{name[1..]}")] : [v4];
    }

    private static Gen<Labels> PodLabels => LabelsFrom(("app", 85, ["web", "web", "api", "db"]), ("tier", 60, ["front", "back"]));

    private static Gen<ContainerPorts> PodPorts => Several(
        from name in Maybe(75, Gen.Elements(PortNames))
        from protocol in AnyProtocol
        from port in Gen.Elements(PortNumbers)
        select new ContainerPort(name, protocol, port), 0, 3).Select(ports => new ContainerPorts(ports));

    private static Gen<Protocol> AnyProtocol =>
        Gen.Frequency((6, Gen.Constant(Protocol.Tcp)), (3, Gen.Constant(Protocol.Udp)), (2, Gen.Constant(Protocol.Sctp)));

    private static Gen<Labels> LabelsFrom(params (string Key, int Percent, string[] Values)[] choices) =>
        from labels in Gen.CollectToArray(choices, choice => Maybe(
            choice.Percent,
            Gen.Elements(choice.Values).Select(value => new[] { (choice.Key, value) })))
        select Labels.Of([.. labels.SelectMany(label => label ?? [])]);

    private static Gen<bool> Chance(int percent) => Gen.Choose(1, 100).Select(number => number <= percent);

    private static Gen<T?> Maybe<T>(int percent, Gen<T> value) =>
        Gen.Frequency((percent, value.Select(v => (T?)v)), (100 - percent, Gen.Constant<T?>(default)));

    private static Gen<ImmutableArray<T>> Several<T>(Gen<T> value, int least, int most) =>
        from count in Gen.Choose(least, most)
        from values in value.ArrayOf(count)
        select values.ToImmutableArray();

    private static Gen<ImmutableArray<T>> Few<T>(Gen<T> value, int none, int one, int two, int three) =>
        from count in Gen.Frequency((none, Gen.Constant(0)), (one, Gen.Constant(1)), (two, Gen.Constant(2)), (three, Gen.Constant(3)))
        from values in value.ArrayOf(count)
        select values.ToImmutableArray();
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Benchmarks;

/// <summary>
/// A cluster of any size, the same for the same numbers: one large namespace of up to 3,000 pods (Kubernetes' limit), all others small and
/// alike, cluster DNS, and three policies a namespace. Of every four small namespaces one is left open, one is isolated for ingress, and two
/// in both directions with a rule for DNS, as clusters are on their way to default deny.
/// </summary>
internal sealed class SyntheticCluster
{
    private const int PodsOfWorkload = 5;
    private const int LargestNamespace = 3000;

    private readonly ImmutableArray<Namespace>.Builder _namespaces = ImmutableArray.CreateBuilder<Namespace>();
    private readonly ImmutableArray<Pod>.Builder _pods = ImmutableArray.CreateBuilder<Pod>();
    private readonly ImmutableArray<NetworkPolicy>.Builder _policies = ImmutableArray.CreateBuilder<NetworkPolicy>();
    private uint _address = 0x0a400001;

    private SyntheticCluster()
    {
    }

    /// <summary>Makes a cluster.</summary>
    /// <param name="pods">About how many pods.</param>
    /// <param name="namespaces">How many namespaces besides kube-system and <c>large</c>.</param>
    public static ClusterState Make(int pods, int namespaces)
    {
        var cluster = new SyntheticCluster();
        var service = cluster.AddDns();
        var large = Math.Min(LargestNamespace, pods / 5);
        cluster.AddNamespace("large", 1, large);
        var rest = Math.Max(namespaces, pods - cluster._pods.Count);
        for (var i = 0; i < namespaces; i++)
        {
            var share = (rest * (i + 1L) / namespaces) - (rest * (long)i / namespaces);
            cluster.AddNamespace($"team-{i:D5}", i % 4, (int)share);
        }

        return new ClusterState
        {
            Namespaces = cluster._namespaces.ToImmutable(),
            Pods = cluster._pods.ToImmutable(),
            Policies = cluster._policies.ToImmutable(),
            Services = [service],
        };
    }

    /// <summary>Whether most pods of a small namespace are isolated by no policy.</summary>
    public static bool IsOpen(int number) => number % 4 == 0;

    /// <summary>A policy with a label selector for its pods; an empty text selects all.</summary>
    public static NetworkPolicy Policy(
        string place, string name, string app, PolicyTypes types, ImmutableArray<PolicyRule> ingress, ImmutableArray<PolicyRule> egress) => new()
        {
            Key = new ObjectKey(place, name),
            Spec = new PolicySpec(
                app.Length == 0 ? LabelSelector.Everything : LabelSelector.MatchLabels(("app", app)), ingress, egress, types),
        };

    /// <summary>A rule for pods of an application in the policy's namespace, and one TCP port.</summary>
    public static PolicyRule App(string app, int port) =>
        new([new PolicyPeer(LabelSelector.MatchLabels(("app", app)))], [new PolicyPort(Protocol.Tcp, port)]);

    /// <summary>The rule that everybody copies for DNS.</summary>
    public static PolicyRule Dns() => new(
        [new PolicyPeer(LabelSelector.MatchLabels(("k8s-app", "kube-dns")), LabelSelector.MatchLabels((Namespace.NameLabel, "kube-system")))],
        [new PolicyPort(Protocol.Udp, 53), new PolicyPort(Protocol.Tcp, 53)]);

    private Service AddDns()
    {
        _namespaces.Add(Namespace.Named("kube-system"));
        AddWorkload("kube-system", "coredns", Labels.Of(("k8s-app", "kube-dns")), 2, new ContainerPorts(
            [new ContainerPort("dns", Protocol.Udp, 53), new ContainerPort("dns-tcp", Protocol.Tcp, 53)]));
        return new Service(
            new ObjectKey("kube-system", "kube-dns"),
            LabelSelector.MatchLabels(("k8s-app", "kube-dns")),
            [new ServicePort("dns", Protocol.Udp, 53, 53, null), new ServicePort("dns-tcp", Protocol.Tcp, 53, 53, null)],
            [new IpAddress(IpFamily.IPv4, 0x0a00000a)]);
    }

    private void AddNamespace(string name, int style, int pods)
    {
        _namespaces.Add(new Namespace(name, Labels.Of((Namespace.NameLabel, name), ("team", $"team-{name.Length + (style * 7)}"))));
        for (var i = 0; i * PodsOfWorkload < pods; i++)
        {
            AddWorkload(name, $"app-{i}", Labels.Of(("app", $"app-{i}"), ("tier", i % 2 == 0 ? "front" : "back")), Math.Min(PodsOfWorkload, pods - (i * PodsOfWorkload)),
                new ContainerPorts([new ContainerPort("http", Protocol.Tcp, 8080)]));
        }

        var allow = Policy(name, "app-0-from-app-1", "app-0", PolicyTypes.Ingress, [App("app-1", 8080)], []);
        _policies.AddRange(style switch
        {
            0 => [allow, Policy(name, "app-1-from-app-0", "app-1", PolicyTypes.Ingress, [App("app-0", 8080)], []), Outside(name)],
            1 => [allow, Policy(name, "default-deny", "", PolicyTypes.Ingress, [], []), Outside(name)],
            _ => new[] { allow, Policy(name, "default-deny", "", PolicyTypes.Both, [], []), Policy(name, "allow-dns", "", PolicyTypes.Egress, [], [Dns()]) },
        });
    }

    private static NetworkPolicy Outside(string name) => Policy(name, "app-0-from-outside", "app-0", PolicyTypes.Ingress,
        [new PolicyRule([new PolicyPeer(IpBlock: new IpBlock(IpRange.ParseCidr("203.0.113.0/24")!.Value, []))], [new PolicyPort(Protocol.Tcp, 8080)])], []);

    private void AddWorkload(string place, string name, Labels labels, int pods, ContainerPorts ports)
    {
        var hash = "6d4cf56db6";
        var own = labels.With("pod-template-hash", hash);
        var workload = new Workload(place, name, "Deployment");
        for (var i = 0; i < pods; i++)
        {
            _pods.Add(new Pod
            {
                Key = new ObjectKey(place, $"{name}-{hash}-{i:D5}"),
                Labels = own,
                Workload = workload,
                NodeName = $"node-{_address % 5000}",
                Addresses = [new IpAddress(IpFamily.IPv4, _address++)],
                Ports = ports,
            });
        }
    }
}

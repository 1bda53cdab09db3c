using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.DataPlane;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Tests.EndToEnd;

namespace AdmissionGuard.Chain.Tests;

/// <summary>
/// The pods of <c>samples/shop</c> as a scheduler, kubelets and a CNI would make them: bound to two nodes in turn, running, and each with a
/// network of its own, whose addresses the API server is told.
/// </summary>
internal sealed class ShopNetwork : IDisposable
{
    private const int Nodes = 2;

    private ShopNetwork(TestCluster cluster, StandInCni cni) => (Cluster, Cni) = (cluster, cni);

    /// <summary>The namespaces.</summary>
    public TestCluster Cluster { get; }

    /// <summary>What makes policies rules.</summary>
    public StandInCni Cni { get; }

    /// <summary>The names of its nodes.</summary>
    public static IEnumerable<string> NodeNames => Enumerable.Range(1, Nodes).Select(TestCluster.NodeName);

    /// <summary>The one pod of a namespace on a node.</summary>
    public string PodOn(string node, string place) =>
        Cluster.Pods.Select(pod => pod.Pod).Single(pod => pod.NodeName == node && pod.Key.Namespace == place).Key.ToString();

    /// <summary>Makes the shop with its pods and nodes, and their networks.</summary>
    public static async Task<ShopNetwork> BuildAsync(Kubectl kubectl)
    {
        var pods = ShopPods.Json().Split('\n').Select(text => JsonNode.Parse(text)!.AsObject()).ToList();
        for (var i = 0; i < pods.Count; i++)
        {
            pods[i]["spec"]!["nodeName"] = TestCluster.NodeName((i % Nodes) + 1);
        }

        kubectl.Write("pods.json", string.Join("\n", pods.Select(pod => pod.ToJsonString()).Concat(NodeNames.Select(Node))));
        await kubectl.SucceedAsync("apply", "--server-side", "-f", "samples/shop", "-f", "pods.json");

        // The uids are the API server's; a pod's cgroup carries them.
        var state = Read(await kubectl.SucceedAsync("get", "namespaces,pods", "-A", "-o", "json"));
        var cluster = TestCluster.Build(Nodes, state.Pods.Where(pod => !pod.HostNetwork));
        try
        {
            kubectl.Write("running.json", string.Join("\n", pods.Select(pod => Running(pod, cluster))));
            await kubectl.SucceedAsync("replace", "--subresource=status", "-f", "running.json");
            return new ShopNetwork(cluster, new StandInCni(cluster, state.Namespaces));
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    public void Dispose() => Cluster.Dispose();

    private static string Node(string name) => $$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{name}}"} }""";

    private static string Running(JsonObject pod, TestCluster cluster)
    {
        var node = int.Parse(((string)pod["spec"]!["nodeName"]!).AsSpan("node-".Length));
        ImmutableArray<IpAddress> host = [TestCluster.NodeAddress(node, IpFamily.IPv4), TestCluster.NodeAddress(node, IpFamily.IPv6)];
        var own = (bool?)pod["spec"]!["hostNetwork"] == true
            ? host
            : cluster[$"{pod["metadata"]!["namespace"]}/{pod["metadata"]!["name"]}"].Pod.Addresses;
        var running = pod.DeepClone().AsObject();
        running["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["hostIP"] = $"{host[0]}",
            ["hostIPs"] = Addresses(host),
            ["podIP"] = $"{own[0]}",
            ["podIPs"] = Addresses(own),
        };
        return running.ToJsonString();
    }

    private static JsonArray Addresses(IEnumerable<IpAddress> addresses) =>
        [.. addresses.Select(address => new JsonObject { ["ip"] = $"{address}" })];

    private static ClusterState Read(string json)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return ManifestReader.Read(["-"], ManifestUse.Probing, input).State;
    }
}

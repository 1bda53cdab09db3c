using System.Collections.Immutable;
using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>
/// The cluster that the data plane's tests are about. On both nodes: a <c>web</c> and a <c>db</c>; on the first a <c>stranger</c>. The db's
/// policy lets web in, at its named port and UDP 53; the web's policy lets it out to db, and nowhere else.
/// </summary>
internal static class Shop
{
    /// <summary>Its namespaces.</summary>
    public static ImmutableArray<Namespace> Namespaces { get; } = [Namespace.Named("shop")];

    /// <summary>Its pods.</summary>
    public static ImmutableArray<Pod> Pods { get; } =
    [
        Pod("web", "web", 1),
        Pod("db", "db", 1, 5432),
        Pod("stranger", "stranger", 1),
        Pod("web-far", "web", 2),
        Pod("db-far", "db", 2, 5433),
    ];

    /// <summary>Its policies.</summary>
    public static ImmutableArray<NetworkPolicy> Policies { get; } = Read(
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: db}}
          ingress:
          - from: [{podSelector: {matchLabels: {app: web}}}]
            ports: [{port: sql}, {port: 53, protocol: UDP}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: web}}
          policyTypes: [Egress]
          egress:
          - to: [{podSelector: {matchLabels: {app: db}}}]
        """);

    /// <summary>Builds it on two nodes, without any rules.</summary>
    public static TestCluster Build() => TestCluster.Build(2, Pods);

    /// <summary>Reads policies.</summary>
    public static ImmutableArray<NetworkPolicy> Read(string manifests)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(manifests));
        return ManifestReader.Read(["-"], ManifestUse.Change, input).State.Policies;
    }

    private static Pod Pod(string name, string app, int node, int? sql = null) => new()
    {
        Key = new ObjectKey("shop", name),
        Labels = Labels.Of(("app", app)),
        Workload = new Workload("shop", name, "Pod"),
        NodeName = TestCluster.NodeName(node),
        Ports = sql is { } port
            ? new ContainerPorts([new ContainerPort("sql", Protocol.Tcp, port), new ContainerPort("dns", Protocol.Udp, 53)])
            : ContainerPorts.None,
    };
}

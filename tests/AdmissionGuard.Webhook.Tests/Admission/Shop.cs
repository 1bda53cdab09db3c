using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>A small cluster that fits the recorded requests.</summary>
internal static class Shop
{
    private const string Manifests = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {kubernetes.io/metadata.name: shop, team: shop}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: kube-system, labels: {kubernetes.io/metadata.name: kube-system}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: bank, labels: {kubernetes.io/metadata.name: bank}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: default, labels: {kubernetes.io/metadata.name: default}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: kube-dns, namespace: kube-system}
        spec: {clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}, {name: tcp, port: 53, protocol: TCP}]}
        """;

    /// <summary>Its manifests, without policies.</summary>
    public static string Yaml { get; } = string.Join("\n---\n",
    [
        Manifests, Pod("shop", "web", "10.1.0.1"), Pod("shop", "gateway", "10.1.0.2"), Pod("shop", "db", "10.1.0.3"),
        Pod("bank", "teller", "10.1.0.4"), Pod("kube-system", "coredns", "10.1.0.53", "k8s-app: kube-dns"),
    ]);

    /// <summary>The cluster.</summary>
    public static ClusterState State { get; } = StandingView.State(Yaml);

    /// <summary>A running pod in a manifest.</summary>
    public static string Pod(string place, string name, string address, string? labels = null) => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          namespace: {{place}}
          labels:
            {{labels ?? $"app: {name}"}}
        spec: {nodeName: node-1, containers: [{name: c}]}
        status:
          phase: Running
          podIP: {{address}}
        """;
}

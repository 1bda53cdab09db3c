namespace AdmissionGuard.Cli.Tests;

/// <summary>A small shop: a web server and its database, clients elsewhere, and a policy that lets the web server reach the database.</summary>
internal static class ShopManifests
{
    public const string Shop =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: kube-dns, namespace: kube-system}
        spec: {clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
        spec: {nodeName: n1, containers: [{name: dns, ports: [{containerPort: 53, protocol: UDP}]}]}
        status: {phase: Running, podIP: 10.1.0.53, podIPs: [{ip: 10.1.0.53}], hostIP: 192.0.2.1, hostIPs: [{ip: 192.0.2.1}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop, labels: {app: web}}
        spec: {nodeName: n1, containers: [{name: web, ports: [{containerPort: 8080, name: http}]}]}
        status: {phase: Running, podIP: 10.1.0.1, podIPs: [{ip: 10.1.0.1}], hostIP: 192.0.2.1, hostIPs: [{ip: 192.0.2.1}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: db-0, namespace: shop, labels: {app: db}, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: u, controller: true}]}
        spec: {nodeName: n1, containers: [{name: db, ports: [{containerPort: 5432, name: sql}]}]}
        status: {phase: Running, podIP: 10.1.0.2, podIPs: [{ip: 10.1.0.2}], hostIP: 192.0.2.1, hostIPs: [{ip: 192.0.2.1}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: db-1, namespace: shop, labels: {app: db}, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: u, controller: true}]}
        spec: {nodeName: n2, containers: [{name: db, ports: [{containerPort: 5432, name: sql}]}]}
        status: {phase: Running, podIP: 10.1.0.3, podIPs: [{ip: 10.1.0.3}], hostIP: 192.0.2.2, hostIPs: [{ip: 192.0.2.2}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: exporter, namespace: shop, labels: {app: exporter}}
        spec: {hostNetwork: true, nodeName: n1, containers: [{name: exporter}]}
        status: {phase: Running, podIP: 192.0.2.1, podIPs: [{ip: 192.0.2.1}], hostIP: 192.0.2.1, hostIPs: [{ip: 192.0.2.1}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: migrate, namespace: shop, labels: {app: migrate}}
        spec: {containers: [{name: migrate}]}
        status: {phase: Succeeded}

        """ + "---\n" + DbPolicy + "---\n" + WebPolicy;

    /// <summary>Lets the web server reach the database.</summary>
    public const string DbPolicy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: db}}
          policyTypes: [Ingress]
          ingress:
          - from: [{podSelector: {matchLabels: {app: web}}}]
            ports: [{port: 5432}]

        """;

    /// <summary>Lets nobody but addresses of one network reach the web server.</summary>
    public const string WebPolicy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: web}}
          policyTypes: [Ingress]
          ingress:
          - from: [{ipBlock: {cidr: 198.51.100.0/24}}]
            ports: [{port: http}]

        """;

    /// <summary>The database's policy with its rules lost.</summary>
    public const string DbPolicyWithoutRules =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: db}}
          policyTypes: [Ingress]
          ingress: []

        """;

    public static string Policy(string name, string spec) =>
        $$"""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: {{name}}, namespace: shop}
        spec: {{spec}}

        """;
}

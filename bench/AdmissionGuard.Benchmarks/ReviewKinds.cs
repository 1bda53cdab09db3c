using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Benchmarks;

/// <summary>The kinds of changes that a cluster sees, from the most frequent to the most expensive.</summary>
public enum ReviewKind
{
    /// <summary>An update that empties the ingress rules of a policy for one workload.</summary>
    Small,

    /// <summary>The first default deny for a namespace of 3,000 pods whose pods were open.</summary>
    WholeNamespace,

    /// <summary>A policy that admits every namespace to one workload that was open.</summary>
    EveryNamespace,

    /// <summary>A policy that isolates the DNS pods and admits everybody on port 53.</summary>
    DnsPods,

    /// <summary>A policy that isolates the DNS pods and admits nobody: every pod of the cluster loses its names.</summary>
    DnsPodsClosed,
}

internal static class ReviewKinds
{
    /// <summary>A change of a kind to a <see cref="SyntheticCluster"/>.</summary>
    public static PolicyChange Change(this ReviewKind kind)
    {
        var everybody = new PolicyPeer(NamespaceSelector: LabelSelector.Everything);
        return kind switch
        {
            ReviewKind.Small => Updated(
                SyntheticCluster.Policy("team-00001", "app-0-from-app-1", "app-0", PolicyTypes.Ingress, [SyntheticCluster.App("app-1", 8080)], []),
                SyntheticCluster.Policy("team-00001", "app-0-from-app-1", "app-0", PolicyTypes.Ingress, [], [])),
            ReviewKind.WholeNamespace => Created(SyntheticCluster.Policy("large", "deny-egress", "", PolicyTypes.Egress, [], [])),
            ReviewKind.EveryNamespace => Created(SyntheticCluster.Policy(
                "team-00000", "open-app-2", "app-2", PolicyTypes.Ingress, [new PolicyRule([everybody], [new PolicyPort(Protocol.Tcp, 8080)])], [])),
            ReviewKind.DnsPods => Created(Dns([new PolicyRule([everybody], [new PolicyPort(Protocol.Udp, 53), new PolicyPort(Protocol.Tcp, 53)])])),
            ReviewKind.DnsPodsClosed => Created(Dns([])),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    private static NetworkPolicy Dns(System.Collections.Immutable.ImmutableArray<PolicyRule> ingress) => new()
    {
        Key = new ObjectKey("kube-system", "coredns"),
        Spec = new PolicySpec(LabelSelector.MatchLabels(("k8s-app", "kube-dns")), ingress, [], PolicyTypes.Ingress),
    };

    private static PolicyChange Created(NetworkPolicy policy) => new(policy.Key, null, policy);

    private static PolicyChange Updated(NetworkPolicy before, NetworkPolicy after) => new(after.Key, before, after);
}

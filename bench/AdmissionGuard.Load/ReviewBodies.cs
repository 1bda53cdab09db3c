using System.Text;
using AdmissionGuard.Benchmarks;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Load;

/// <summary>A kind of change in the mix of a run.</summary>
internal enum ChangeKind
{
    /// <summary>An edit of a policy for one workload.</summary>
    Small,

    /// <summary>A policy with an empty selector in a namespace of 3,000 pods.</summary>
    WholeNamespace,

    /// <summary>A policy that admits every namespace.</summary>
    EveryNamespace,

    /// <summary>A policy on the DNS pods.</summary>
    DnsPods,
}

/// <summary>AdmissionReviews of changes to a synthetic cluster, as an API server sends them.</summary>
internal sealed class ReviewBodies(int namespaces, Random random)
{
    private int _number;

    /// <summary>The kind of the next change: 60, 20, 10 and 10 of a hundred.</summary>
    public ChangeKind NextKind() => random.Next(10) switch
    {
        < 6 => ChangeKind.Small,
        < 8 => ChangeKind.WholeNamespace,
        8 => ChangeKind.EveryNamespace,
        _ => ChangeKind.DnsPods,
    };

    public byte[] Next(ChangeKind kind)
    {
        var everybody = new PolicyPeer(NamespaceSelector: LabelSelector.Everything);
        var team = $"team-{random.Next(namespaces):D5}";
        return kind switch
        {
            ChangeKind.Small => Review(
                Small(team, [SyntheticCluster.App("app-1", 8080)]),
                Small(team, [SyntheticCluster.App("app-1", 8080), SyntheticCluster.App("app-1", 9090)])),
            ChangeKind.WholeNamespace => Review(null, SyntheticCluster.Policy("large", "deny-egress", "", PolicyTypes.Egress, [], [SyntheticCluster.Dns()])),
            ChangeKind.EveryNamespace => Review(null, SyntheticCluster.Policy(
                team, "open-app-2", "app-2", PolicyTypes.Ingress, [new PolicyRule([everybody], [new PolicyPort(Protocol.Tcp, 8080)])], [])),
            ChangeKind.DnsPods => Review(null, new NetworkPolicy
            {
                Key = new ObjectKey("kube-system", "coredns"),
                Spec = new PolicySpec(
                    LabelSelector.MatchLabels(("k8s-app", "kube-dns")),
                    [new PolicyRule([everybody], [new PolicyPort(Protocol.Udp, 53), new PolicyPort(Protocol.Tcp, 53)])], [], PolicyTypes.Ingress),
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    private static NetworkPolicy Small(string team, PolicyRule[] rules) =>
        SyntheticCluster.Policy(team, "app-0-from-app-1", "app-0", PolicyTypes.Ingress, [.. rules], []);

    private byte[] Review(NetworkPolicy? before, NetworkPolicy after)
    {
        _number++;
        var json = $$$"""
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"6770ea68-0968-4d10-a70a-{{{_number:x12}}}",
            "kind":{"group":"networking.k8s.io","version":"v1","kind":"NetworkPolicy"},"resource":{"group":"networking.k8s.io","version":"v1","resource":"networkpolicies"},
            "requestKind":{"group":"networking.k8s.io","version":"v1","kind":"NetworkPolicy"},"requestResource":{"group":"networking.k8s.io","version":"v1","resource":"networkpolicies"},
            "name":"{{{after.Key.Name}}}","namespace":"{{{after.Key.Namespace}}}","operation":"{{{(before is null ? "CREATE" : "UPDATE")}}}",
            "userInfo":{"username":"system:serviceaccount:argocd:argocd-application-controller","groups":["system:serviceaccounts","system:authenticated"]},
            "object":{{{ObjectJson.Of(after).ToJsonString()}}},"oldObject":{{{(before is null ? "null" : ObjectJson.Of(before).ToJsonString())}}},
            "dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"argocd-controller"} } }
            """;
        return Encoding.UTF8.GetBytes(json);
    }
}

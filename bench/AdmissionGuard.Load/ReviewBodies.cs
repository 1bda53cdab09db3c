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

    /// <summary>A policy of 1,000 rules of 10 ipBlocks each; in no usual mix.</summary>
    Huge,
}

/// <summary>A request to be sent.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Body">An AdmissionReview, as an API server sends it.</param>
/// <param name="Findings">The rules that find something, as the audit annotation lists them.</param>
internal sealed record Review(ChangeKind Kind, byte[] Body, string Findings);

/// <summary>AdmissionReviews of changes to a synthetic cluster.</summary>
internal sealed class ReviewBodies(int namespaces, Random random)
{
    private static readonly PolicyPeer Everybody = new(NamespaceSelector: LabelSelector.Everything);

    private int _number;

    /// <summary>The next change of a mix.</summary>
    public Review Next(Mix mix)
    {
        var kind = mix.Next(random);
        var number = random.Next(namespaces);
        var team = $"team-{number:D5}";
        return kind switch
        {
            ChangeKind.Small => new Review(
                kind,
                Body(Small(team, [SyntheticCluster.App("app-1", 8080)]), Small(team, [SyntheticCluster.App("app-1", 8080), SyntheticCluster.App("app-1", 9090)])),
                ""),
            ChangeKind.WholeNamespace => new Review(
                kind, Body(null, SyntheticCluster.Policy("large", "deny-egress", "", PolicyTypes.Egress, [], [SyntheticCluster.Dns()])), "isolation-starts"),
            ChangeKind.EveryNamespace => new Review(
                kind,
                Body(null, SyntheticCluster.Policy(
                    team, "open-app-2", "app-2", PolicyTypes.Ingress, [new PolicyRule([Everybody], [new PolicyPort(Protocol.Tcp, 8080)])], [])),
                SyntheticCluster.IsOpen(number) ? "isolation-starts,peer-not-namespace-scoped" : "peer-not-namespace-scoped"),
            ChangeKind.Huge => new Review(
                kind, Body(null, SyntheticCluster.Policy("large", "huge", "app-2", PolicyTypes.Ingress, [.. Enumerable.Range(0, 1000).Select(Blocks)], [])), ""),
            ChangeKind.DnsPods => new Review(kind, Body(null, DnsPods), "isolation-starts,peer-not-namespace-scoped"),
            _ => throw new InvalidOperationException($"no such kind: {kind}"),
        };
    }

    private static PolicyRule Blocks(int rule) => new(
        [.. Enumerable.Range(0, 10).Select(i => new PolicyPeer(IpBlock: new IpBlock(IpRange.ParseCidr($"100.{rule / 250}.{rule % 250}.{i * 20}/32")!.Value, [])))],
        [new PolicyPort(Protocol.Tcp, 8080)]);

    private static NetworkPolicy DnsPods => new()
    {
        Key = new ObjectKey("kube-system", "coredns"),
        Spec = new PolicySpec(
            LabelSelector.MatchLabels(("k8s-app", "kube-dns")),
            [new PolicyRule([Everybody], [new PolicyPort(Protocol.Udp, 53), new PolicyPort(Protocol.Tcp, 53)])], [], PolicyTypes.Ingress),
    };

    private static NetworkPolicy Small(string team, PolicyRule[] rules) =>
        SyntheticCluster.Policy(team, "app-0-from-app-1", "app-0", PolicyTypes.Ingress, [.. rules], []);

    private byte[] Body(NetworkPolicy? before, NetworkPolicy after)
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

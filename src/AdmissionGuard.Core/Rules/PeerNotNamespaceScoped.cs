using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>An ingress peer that admits the whole cluster.</summary>
internal static class PeerNotNamespaceScoped
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, Find))
    {
        Id = "peer-not-namespace-scoped",
        Finds = "An ingress peer with an empty namespaceSelector and no podSelector that narrows it admits every pod of every namespace.",
        Why = "`namespaceSelector: {}` reads like \"some namespace\" and means all there are and will be, those of other teams included. "
            + "The rule stays silent where a podSelector narrows the peer, and about rules that policyTypes switches off.",
        Remediation = "Name the namespaces, for instance by the label kubernetes.io/metadata.name, or add a podSelector.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, null),
    };

    private static IEnumerable<Detection> Find(NetworkPolicy policy) =>
        PolicyFields.Peers(policy.Spec, Direction.Ingress)
            .Where(item => PeerSelection.IsEveryPod(item.Peer))
            .Select(item => new Detection("every pod of every namespace is admitted, now and in future", item.Field)
            {
                Flaw = SpecText.Of(item.Peer),
            });
}

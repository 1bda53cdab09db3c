using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Changes after which the cluster can no longer be changed, not even back.</summary>
internal static class SelfLockout
{
    public static Rule Rule { get; } = new(context => CalloutsCut.Find(context).Concat(ControllersCut.Find(context)))
    {
        Id = "self-lockout",
        Finds = "The change cuts the API server off from pods behind a webhook or an aggregated API, or Argo CD, Flux or cert-manager from what they need.",
        Why = "When the API server cannot call a webhook with `failurePolicy: Fail`, it refuses requests, the one that would mend it among them; when a GitOps "
            + "controller cannot reach the API server, nothing that is committed arrives any more. The API server is no pod: no podSelector and no "
            + "namespaceSelector, `{}` included, admits it, only an ipBlock or a rule without peers does. Its address is that of the "
            + "kube-apiserver pods in kube-system; where none are seen, as on EKS, any address outside the cluster counts. Where agents in kube-system "
            + "carry its calls (`konnectivity-agent` on AKS and GKE, `vpn-shoot` of Gardener), these arrive with an agent's address: then the "
            + "agents have to be admitted, and no block of the API server's own addresses is worth anything. Cilium's ipBlock covers no node unless "
            + "`policy-cidr-match-mode` says so: there admit an API server that runs on a node by a rule without peers. The rule stays silent about "
            + "pods on their node's network, about webhooks that are called by URL or by a Service without selector, about what was cut before, "
            + "and, in the webhook, about objects that it may not read.",
        Remediation = "Keep the path open.",
        Actions = new RuleActions(Verdict.Deny, Verdict.Deny, Verdict.Deny),
        Exceptions = "warn when requests go on without the webhook (`failurePolicy: Ignore`), when some API servers or agents still reach it, and when a "
            + "controller only loses its sources outside the cluster",
        IsCurable = true,
        IsAboutChange = true,
    };
}

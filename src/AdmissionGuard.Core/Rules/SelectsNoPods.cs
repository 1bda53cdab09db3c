using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

namespace AdmissionGuard.Core.Rules;

/// <summary>A policy for pods that are not there, in a namespace where others are.</summary>
internal static class SelectsNoPods
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, policy => Find(context, policy)))
    {
        Id = "selects-no-pods",
        Finds = "The podSelector matches nothing in a namespace where pods run.",
        Why = "A mistyped label, or one that a chart spells otherwise, makes a policy that does nothing. But GitOps tools apply policies before "
            + "workloads, so what is merely not there yet is no mistake. The rule stays silent where no pod runs, about workloads of the change "
            + "or of the input that have no pods just now (scaled to zero, or a job that has ended), and where host-network-target or "
            + "namespace-scope-missing speaks.",
        Remediation = "Select labels that the pods have.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, null),
        Exceptions = "audit when no label there is near and the policy selected nothing before: its workload may come later",
    };

    private static IEnumerable<Detection> Find(RuleContext context, NetworkPolicy policy)
    {
        var selector = policy.Spec.PodSelector;
        if (context.Namespace is not { } place || selector.IsEmpty || !Presence.IsPopulated(place) || Presence.Has(place, selector)
            || NamespaceScopeMissing.OnlyOtherNamespace(context, policy) is not null)
        {
            yield break;
        }

        var near = NearLabels.Of(selector, place);
        var hadPods = context.Before is { } before && Presence.Has(place, before.Spec.PodSelector);
        var hint = near.IsEmpty ? "" : $"; nearest there: \"{near[0]}\"";
        yield return new Detection($"\"{selector}\" matches no pod in \"{place.Name}\"{hint}", "spec.podSelector")
        {
            Cap = near.IsEmpty && !hadPods ? Verdict.Audit : Verdict.Warn,
            Flaw = selector.ToString(),
            Fix = near is [var only] ? () => Corrections.Select(policy, only) : null,
            Remediation = near.IsEmpty ? null : $"Select \"{near[0]}\", or whatever labels the pods have.",
        };
    }
}

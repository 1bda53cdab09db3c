using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

namespace AdmissionGuard.Core.Rules;

/// <summary>A policy that is in another namespace than the pods it is meant for.</summary>
internal static class NamespaceScopeMissing
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, policy => Find(context, policy)))
    {
        Id = "namespace-scope-missing",
        Finds = "The manifest names no namespace, or the selector matches nothing in the policy's namespace and pods in exactly one other.",
        Why = "A policy applies to pods of its own namespace only. Without `metadata.namespace` it lands wherever kubectl's context points, "
            + "often in `default`, and does nothing there. The rule stays silent about an empty podSelector, which fits everywhere.",
        Remediation = "Set metadata.namespace to the namespace of the pods.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, null),
    };

    private static IEnumerable<Detection> Find(RuleContext context, NetworkPolicy policy)
    {
        var other = OnlyOtherNamespace(context, policy);
        if (policy.NamespaceOmitted)
        {
            var hint = other is null ? "" : $"; \"{policy.Spec.PodSelector}\" matches pods in {NameOf(context, other)} only";
            yield return new Detection(
                $"the manifest names no namespace and was read as \"{policy.Key.Namespace}\"{hint}", "metadata.namespace")
            {
                Flaw = "omitted",
                Fix = Move(context, policy, other),
                Remediation = Remediation(context, other),
            };
        }
        else if (other is not null)
        {
            yield return new Detection(
                $"\"{policy.Spec.PodSelector}\" matches no pod in \"{policy.Key.Namespace}\" but does in {NameOf(context, other)}", "metadata.namespace")
            {
                Flaw = $"{policy.Spec.PodSelector} {other}",
                Fix = Move(context, policy, other),
                Remediation = Remediation(context, other),
            };
        }
    }

    // What is stored cannot be moved, and what is stored there already must not be replaced.
    private static Func<Fix?>? Move(RuleContext context, NetworkPolicy policy, string? other) =>
        other is null || context.Before is not null || !context.Names.MayName(other)
        || context.Simulation.Index.Find(other)?.Policies.Any(stored => stored.Key.Name == policy.Key.Name) == true
            ? null
            : () => Corrections.Move(policy, other);

    private static string NameOf(RuleContext context, string other) => context.Names.MayName(other) ? $"\"{other}\"" : "one other namespace";

    private static string? Remediation(RuleContext context, string? other) =>
        other is null || !context.Names.MayName(other) ? null : $"Set metadata.namespace to \"{other}\".";

    /// <summary>The namespace that alone has pods for a policy which is in another one; null when there is none, or several.</summary>
    public static string? OnlyOtherNamespace(RuleContext context, NetworkPolicy policy)
    {
        var selector = policy.Spec.PodSelector;
        if (selector.IsEmpty)
        {
            return null;
        }

        var index = context.Simulation.Index;
        var names = (index.Candidates(selector) ?? (IEnumerable<PodClass>)index.Classes)
            .Where(pods => !pods.IsTerminating && selector.Matches(pods.Labels)).Select(pods => pods.Namespace.Name)
            .Distinct(StringComparer.Ordinal).Take(2).ToList();
        var own = context.Namespace is { } place && Presence.Has(place, selector);
        return !own && names is [var only] && only != policy.Key.Namespace ? only : null;
    }
}

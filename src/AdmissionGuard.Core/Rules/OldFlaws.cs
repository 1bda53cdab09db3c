using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>An old flaw never blocks a new edit: what the policy had before the change is only recorded.</summary>
internal static class OldFlaws
{
    /// <summary>What a rule finds in the new version of a policy, weakened where the old version has it too.</summary>
    public static IEnumerable<Detection> Weaken(RuleContext context, Func<NetworkPolicy, IEnumerable<Detection>> find)
    {
        if (context.After is not { } after)
        {
            return [];
        }

        var old = context.Before is { } before
            ? find(before).Select(detection => detection.Flaw).ToHashSet(StringComparer.Ordinal)
            : [];
        return find(after).Select(detection => old.Contains(detection.Flaw) ? detection with { Cap = Verdict.Audit } : detection);
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>Reviews what has been admitted, with the rules that the webhook has.</summary>
internal static class AdmittedChange
{
    /// <summary>Reviews a change; the strongest finding first.</summary>
    /// <param name="index">The cluster as it is.</param>
    /// <param name="change">The policy before and after.</param>
    /// <param name="isBeforeKnown">Whether what it was before is known: if not, only what is wrong with the policy as it is can be found.</param>
    /// <param name="configuration">What the webhook was told.</param>
    public static ImmutableArray<FoundAfter> Review(
        ClusterIndex index, PolicyChange change, bool isBeforeKnown, WebhookConfiguration configuration)
    {
        var place = index.Find(change.Key.Namespace)?.Namespace;
        var mode = NamespaceMode.Of(place);

        // What goes with its namespace is missed by nobody, and no Event can be written there.
        if (mode.Cap == Verdict.Allow || place is null || place.IsTerminating)
        {
            return [];
        }

        var terms = new ReviewTerms { OnlyCountsOtherNamespaces = configuration.Disclosure == Disclosure.Namespace };
        var review = isBeforeKnown
            ? Reviewer.Review(index, change, configuration.Guard, terms)
            : StoredPolicies.Review(index, change.After!, configuration.Guard, terms);
        return [.. review.Findings.Select(finding => new FoundAfter(
            finding.Rule, finding.Action.AtMost(mode.Cap), finding.IsCurable, finding.IsAcknowledged,
            finding.Field, finding.Message, finding.Remediation, finding.Digest))];
    }
}

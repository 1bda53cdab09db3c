using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// What is wrong with policies as they are stored: each is judged as if the cluster had all others and this one were about to come. Rules
/// that speak of what a change takes or gives have nothing to say of a policy that stays.
/// </summary>
public static class StoredPolicies
{
    private static readonly HashSet<string> AboutChange =
        RuleCatalog.All.Where(rule => rule.IsAboutChange).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>A review of each policy, by namespace and name.</summary>
    /// <param name="state">The cluster.</param>
    /// <param name="configuration">What the cluster wants.</param>
    public static ImmutableArray<PolicyReview> Review(ClusterState state, GuardConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(state);
        var index = ClusterIndex.Build(state, state.Policies.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)));
        return [.. state.Policies.OrderBy(policy => policy.Key).Select(policy => Review(index, policy, configuration))];
    }

    /// <summary>A review of one policy.</summary>
    /// <param name="index">Every other policy, built with all blocks that play a part.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="configuration">What the cluster wants.</param>
    /// <param name="terms">On what terms; null: on the usual ones.</param>
    public static PolicyReview Review(
        ClusterIndex index, NetworkPolicy policy, GuardConfiguration configuration, ReviewTerms? terms = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var review = Reviewer.Review(index, new PolicyChange(policy.Key, null, policy), configuration, terms);
        return new PolicyReview(
            review.Policy,
            review.Operation,
            [.. review.Findings.Where(finding => !AboutChange.Contains(finding.Rule))],
            () => ConnectionEffect.None,
            () => default);
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering.Reports;

/// <summary>All that <c>report</c> may print.</summary>
/// <param name="Reviews">A review of each stored policy, by namespace and name.</param>
internal sealed record StoredReport(ImmutableArray<PolicyReview> Reviews)
{
    /// <summary>The findings that anybody should hear of.</summary>
    public static IEnumerable<Finding> Spoken(PolicyReview review) => review.Findings.Where(finding => finding.Action >= Verdict.Warn);
}

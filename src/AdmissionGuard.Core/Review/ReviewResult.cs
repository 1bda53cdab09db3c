using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Review;

/// <summary>What is said of one policy's change.</summary>
/// <param name="Policy">Namespace and name.</param>
/// <param name="Operation">What is done to it.</param>
/// <param name="Verdict">The strongest action of the findings.</param>
/// <param name="Findings">The findings, the strongest first, then in the order of the catalogue.</param>
/// <param name="Effect">What this policy alone takes and gives, with all others as they will be.</param>
public sealed record PolicyReview(
    ObjectKey Policy, Operation Operation, Verdict Verdict, ImmutableArray<Finding> Findings, ConnectionEffect Effect);

/// <summary>What is said of a set of changes that belong together.</summary>
/// <param name="Verdict">The strongest verdict.</param>
/// <param name="Notes">What the reader should know about the judgement itself.</param>
/// <param name="Effect">What all changes together take and give.</param>
/// <param name="Reviews">A review for each policy, by namespace and name.</param>
public sealed record ChangeSetReview(
    Verdict Verdict, ImmutableArray<string> Notes, ConnectionEffect Effect, ImmutableArray<PolicyReview> Reviews);

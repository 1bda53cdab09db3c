using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;

namespace AdmissionGuard.Enforcement.Reporting;

/// <summary>All that can be printed about the enforcement of a change.</summary>
/// <param name="Policies">The policies that changed, in order.</param>
/// <param name="Plan">What was probed, or would be.</param>
/// <param name="Trial">What became of it; null for a plan alone.</param>
public sealed record TrialReport(ImmutableArray<ObjectKey> Policies, ProbePlan Plan, Trial? Trial);

using System.Collections.Immutable;
using AdmissionGuard.Cli.Companion;
using AdmissionGuard.Enforcement.Reporting;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>What <c>verify</c> has found: from this machine, or by asking the companion.</summary>
/// <param name="Trial">What was probed from here; null when the companion was asked.</param>
/// <param name="Answers">What the companion answered; empty when it was not asked.</param>
internal sealed record VerifyReport(TrialReport? Trial, ImmutableArray<CompanionAnswer> Answers);

using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Receipts;

namespace AdmissionGuard.Cli.Companion;

/// <summary>What the companion has found about a policy.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Status">Its receipt.</param>
internal sealed record CompanionAnswer(ObjectKey Policy, CheckStatus Status)
{
    /// <summary>The verdict; what is none counts as not known.</summary>
    public EnforcementVerdict Verdict => Enum.TryParse<EnforcementVerdict>(Status.Verdict, out var verdict) && Enum.IsDefined(verdict)
        ? verdict
        : EnforcementVerdict.Inconclusive;
}

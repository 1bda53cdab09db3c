using System.Collections.Immutable;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>What is found of a change that has been admitted.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Action">What the configuration and the namespace's mode make of it.</param>
/// <param name="IsCurable">Another policy can make good what it finds.</param>
/// <param name="IsAcknowledged">Its author meant it.</param>
/// <param name="Field">Where.</param>
/// <param name="Message">What happens and to whom.</param>
/// <param name="Remediation">What to do.</param>
/// <param name="Digest">Stands for the rule and the change.</param>
internal sealed record FoundAfter(
    string Rule, Verdict Action, bool IsCurable, bool IsAcknowledged, string Field, string Message, string Remediation, string Digest)
{
    /// <summary>Whether it is told: audit is for nobody's eyes.</summary>
    public bool IsTold => Action >= Verdict.Warn;

    /// <summary>Whether it is to be looked at again: it was let through, and another policy can cure it.</summary>
    public bool IsLookedAtAgain => IsCurable && (IsTold || IsAcknowledged);
}

/// <summary>What came of a look at what was let through.</summary>
/// <param name="Cured">The rules that find nothing any more.</param>
/// <param name="NotCured">What is still found, once for each rule.</param>
internal sealed record LookOutcome(ImmutableArray<string> Cured, ImmutableArray<FoundAfter> NotCured)
{
    /// <summary>What has come of a look.</summary>
    /// <param name="look">What was to be looked at.</param>
    /// <param name="findings">What is found now.</param>
    public static LookOutcome Of(PendingLook look, IEnumerable<FoundAfter> findings)
    {
        ImmutableArray<FoundAfter> still =
        [
            .. findings.Where(finding => finding.IsLookedAtAgain && look.Rules.Contains(finding.Rule, StringComparer.Ordinal))
                .DistinctBy(finding => finding.Rule, StringComparer.Ordinal),
        ];
        return new LookOutcome([.. look.Rules.Except(still.Select(finding => finding.Rule), StringComparer.Ordinal)], still);
    }
}

using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>What an Event says of a verdict: what it means, why, and where there is more.</summary>
internal static class VerdictNote
{
    /// <summary>The Event.</summary>
    public static PolicyEvent Of(CheckOutcome outcome) => new()
    {
        Policy = outcome.Policy,
        Uid = outcome.Uid,
        IsWarning = outcome.Trial.Verdict is EnforcementVerdict.NotEnforced or EnforcementVerdict.Partial,
        Action = "Verify",
        Reason = outcome.Trial.Verdict.ToString(),
        Note = Text(outcome),
    };

    // One line; what was probed is in the receipt.
    private static string Text(CheckOutcome outcome)
    {
        var (trial, policy) = (outcome.Trial, outcome.Policy);
        var what = trial.Verdict switch
        {
            EnforcementVerdict.Enforced => $"the network does what this policy says: {outcome.Status.Probes} probes, after {outcome.Status.Latency}",
            EnforcementVerdict.NotEnforced => $"the network ignores this policy: {outcome.Status.Probes} probes are as they must be",
            EnforcementVerdict.Partial => $"the network does in part what this policy says: {outcome.Status.Probes} probes are as they must be",
            EnforcementVerdict.Inconclusive => "whether the network does what this policy says could not be told",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), trial.Verdict, null),
        };
        var why = trial.Verdict == EnforcementVerdict.Enforced || trial.Reasons.IsEmpty ? "" : $"; {trial.Reasons[0]}";
        return $"{what}{why}; kubectl describe enforcementcheck {policy.Name} -n {policy.Namespace}";
    }
}

using System.Collections.Immutable;
using System.Globalization;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Receipts;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>What a receipt says of a trial.</summary>
internal static class CheckReport
{
    // What somebody reads in `kubectl describe`; the verdict and the reasons speak of all of them.
    private const int MostLines = 32;
    private const int MostReasons = 10;

    /// <summary>A status with what is known now.</summary>
    /// <param name="status">What does not depend on the trial.</param>
    /// <param name="plan">What is probed.</param>
    /// <param name="trial">What is known.</param>
    /// <param name="latency">From the change to the first clean round; null when there was none.</param>
    /// <param name="now">The moment, for what is final.</param>
    public static CheckStatus Of(CheckStatus status, ProbePlan plan, Trial trial, TimeSpan? latency, DateTimeOffset now)
    {
        var right = trial.Standings.Count(standing => standing.Kind == ResultKind.Right);
        var verdict = trial.Verdict.ToString();
        return status with
        {
            Phase = trial.IsOver ? CheckPhase.Done : CheckPhase.Running,
            Verdict = verdict,
            Provisional = !trial.IsOver,
            Reasons = [.. trial.Reasons.Take(MostReasons)],
            Latency = latency is { } took ? string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0}s") : null,
            Probes = $"{right}/{trial.Standings.Length}",
            ProbeLines = Lines(plan, trial),
            CompletionTime = trial.IsOver ? now : null,
            Conditions = [Verified(status, trial, now)],
        };
    }

    /// <summary>A status that says that nothing can be told, and why.</summary>
    public static CheckStatus Inconclusive(CheckStatus status, string reason, DateTimeOffset now) => status with
    {
        Phase = CheckPhase.Done,
        Verdict = nameof(EnforcementVerdict.Inconclusive),
        Provisional = false,
        Reasons = [reason],
        Probes = "0/0",
        CompletionTime = now,
        Conditions = [Condition(status, "Unknown", nameof(EnforcementVerdict.Inconclusive), reason, now)],
    };

    private static ImmutableArray<string> Lines(ProbePlan plan, Trial trial)
    {
        List<string> lines = [.. trial.Standings.Select(Line), .. plan.Unprobed.Select(item => $"- {item.What}: not probed: {item.Reason}")];
        return lines.Count <= MostLines ? [.. lines] : [.. lines.Take(MostLines - 1), $"and {lines.Count - MostLines + 1} more"];
    }

    private static string Line(Standing standing)
    {
        var (sign, word) = standing.Kind switch
        {
            ResultKind.Right => ("✓", "as it must be"),
            ResultKind.Wrong => ("✗", "wrong"),
            _ => ("~", "not known"),
        };
        var must = standing.Probe.Expectation == Expectation.Arrive ? "must arrive" : "must be blocked";
        var flaky = standing.IsFlaky ? ", flaky" : "";
        var evidence = standing.Last is { } last ? $": {last.Evidence}" : "";
        return $"{sign} {standing.Probe} {must}: {word}{flaky}{evidence}";
    }

    private static Condition Verified(CheckStatus status, Trial trial, DateTimeOffset now)
    {
        var value = !trial.IsOver || trial.Verdict == EnforcementVerdict.Inconclusive ? "Unknown"
            : trial.Verdict == EnforcementVerdict.Enforced ? "True" : "False";
        var message = trial.Reasons is [var first, ..] ? first : "all probes are as they must be";
        return Condition(status, value, trial.IsOver ? trial.Verdict.ToString() : "Probing", message, now);
    }

    private static Condition Condition(CheckStatus status, string value, string reason, string message, DateTimeOffset now)
    {
        var before = status.Conditions.FirstOrDefault(condition => condition.Type == "Verified");
        return new Condition
        {
            Type = "Verified",
            Status = value,
            Reason = reason,
            Message = message,
            LastTransitionTime = before?.Status == value ? before.LastTransitionTime : now,
            ObservedGeneration = status.ObservedGeneration,
        };
    }
}

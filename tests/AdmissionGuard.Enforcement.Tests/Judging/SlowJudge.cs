using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests.Judging;

/// <summary>
/// The rules of a verdict once more, sentence by sentence and without memory: it looks at all rounds from the beginning, each time anew.
/// </summary>
internal static class SlowJudge
{
    /// <summary>The verdict after all rounds, and whether it is final.</summary>
    public static (EnforcementVerdict Verdict, bool IsFinal) Judge(
        ProbePlan plan, TrialOptions options, DateTimeOffset start, IReadOnlyList<(DateTimeOffset Ended, Dictionary<string, Outcome> Seen)> rounds)
    {
        var judged = plan.Probes.Where(probe => probe.Role != ProbeRole.Companion).ToList();
        if (judged.Count == 0)
        {
            return (EnforcementVerdict.Inconclusive, true);
        }

        bool Settled(int round) => rounds[round].Ended - start > options.Settle;
        bool CleanRound(int round) => judged.TrueForAll(probe => IsProof(plan, probe, rounds[round].Seen));
        bool WrongRound(int round) => judged.Exists(probe => IsWrong(plan, probe, rounds[round].Seen));

        // A probe is flaky when it is wrong after the network has settled, and the last time anything was known of it it was right.
        bool Flaky(Probe probe) => Enumerable.Range(0, rounds.Count).Any(round =>
            Settled(round) && IsWrong(plan, probe, rounds[round].Seen)
            && Enumerable.Range(0, round).Reverse().Where(earlier => IsRight(plan, probe, rounds[earlier].Seen) || IsWrong(plan, probe, rounds[earlier].Seen))
                .Select(earlier => (int?)earlier).FirstOrDefault() is { } known
            && IsRight(plan, probe, rounds[known].Seen));

        // The clean time begins with the first clean round; a wrong round before the network has settled ends it again.
        int? since = null;
        var clean = 0;
        for (var round = 0; round < rounds.Count; round++)
        {
            since = CleanRound(round) ? since ?? round : WrongRound(round) && !Settled(round) ? null : since;
            clean = CleanRound(round) ? clean + 1 : WrongRound(round) ? 0 : clean;
        }

        var last = rounds.Count - 1;
        var isFinal = rounds.Count > 0 && (since is null
            ? rounds[last].Ended - start >= options.Timeout
            : CleanRound(last)
                ? clean >= options.CleanRounds || rounds[last].Ended - rounds[since.Value].Ended >= options.Confirmation
                : WrongRound(last) || (rounds[last].Ended - rounds[since.Value].Ended >= options.Confirmation
                    && rounds[last].Ended - rounds[Enumerable.Range(0, rounds.Count).Last(CleanRound)].Ended >= options.Settle));

        if (rounds.Count == 0)
        {
            return (EnforcementVerdict.Inconclusive, isFinal);
        }

        var now = rounds[last].Seen;
        var rightlyBlocked = judged.Where(probe => probe.Expectation == Expectation.BeBlocked && IsRight(plan, probe, now)).ToList();
        if (judged.Exists(Flaky))
        {
            return (EnforcementVerdict.Partial, isFinal);
        }

        if (judged.Exists(probe => IsWrong(plan, probe, now)))
        {
            var newlyBlocked = rightlyBlocked.Exists(probe => probe.Role == ProbeRole.MustBeBlocked);
            var newlyOpen = judged.Exists(probe => probe.Role == ProbeRole.MustBeOpen && IsRight(plan, probe, now));
            return (newlyBlocked || (newlyOpen && rightlyBlocked.Count > 0) ? EnforcementVerdict.Partial : EnforcementVerdict.NotEnforced, isFinal);
        }

        var proven = judged.TrueForAll(probe => IsProof(plan, probe, now)) && rightlyBlocked.Count > 0 && !plan.Unprobed.Any(item => item.IsGap);
        return (proven ? EnforcementVerdict.Enforced : EnforcementVerdict.Inconclusive, isFinal);
    }

    // What is blocked is proof only when its own companion arrived.
    private static bool IsProof(ProbePlan plan, Probe probe, Dictionary<string, Outcome> seen) => IsRight(plan, probe, seen)
        && (probe.Expectation == Expectation.Arrive || seen[probe.Companion!] == Outcome.Arrived);

    private static bool IsRight(ProbePlan plan, Probe probe, Dictionary<string, Outcome> seen) => probe.Expectation == Expectation.Arrive
        ? seen[probe.Id] == Outcome.Arrived
        : IsBlocked(plan, probe, seen);

    private static bool IsWrong(ProbePlan plan, Probe probe, Dictionary<string, Outcome> seen) => probe.Expectation == Expectation.Arrive
        ? IsBlocked(plan, probe, seen)
        : seen[probe.Id] == Outcome.Arrived;

    private static bool IsBlocked(ProbePlan plan, Probe probe, Dictionary<string, Outcome> seen) =>
        seen[probe.Id] is Outcome.Blocked or Outcome.Rejected
        && plan.Probes.Any(other => other.Expectation == Expectation.Arrive && seen[other.Id] == Outcome.Arrived
            && other.Destination == probe.Destination && other.Port == probe.Port && other.Protocol == probe.Protocol && other.Family == probe.Family);
}

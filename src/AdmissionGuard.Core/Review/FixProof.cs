using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// Holds a fix to what it promises: reviewed again, its finding is gone, nothing new is found, and nothing opens that should not. A fix
/// that does not stand the proof is none.
/// </summary>
/// <param name="judged">What was found of the change as it is.</param>
/// <param name="again">Judges the change again with another version of the policy; null when that cannot be done.</param>
internal sealed class FixProof(FixTrial judged, Func<NetworkPolicy, FixTrial?> again)
{
    /// <summary>The fix of a finding, if it has one that stands the proof.</summary>
    public Fix? Of(Rule rule, Detection detection)
    {
        if (detection.Fix?.Invoke() is not { } fix || again(fix.Corrected) is not { } trial)
        {
            return null;
        }

        if (fix.Kind == FixKind.Corrects && rule == RulesIgnoredByPolicyTypes.Rule)
        {
            (fix, trial) = WithNames(fix, trial);
        }

        return Holds(rule, detection, fix, trial) ? fix : null;
    }

    // A policy that begins to isolate egress takes the pods' names with it, and its author did not mean that either.
    private (Fix Fix, FixTrial Trial) WithNames(Fix fix, FixTrial trial)
    {
        var blocked = trial.Detections.FirstOrDefault(found => found.Rule == DnsBlocked.Rule).Detection;
        if (blocked?.Fix?.Invoke() is { } names && again(names.Corrected) is { } more)
        {
            return (fix with { Corrected = names.Corrected, Patch = JsonPatch.Of([.. fix.Patch.Operations, .. names.Patch.Operations]) }, more);
        }

        return (fix, trial);
    }

    private bool Holds(Rule rule, Detection detection, Fix fix, FixTrial trial)
    {
        if (trial.Detections.Any(found => found.Rule == rule && found.Detection.Flaw == detection.Flaw && found.Detection.Cap > Verdict.Audit))
        {
            return false;
        }

        var old = Counts(judged);
        foreach (var (found, count) in Counts(trial))
        {
            var isMeant = fix.Kind == FixKind.Corrects && found == IsolationStarts.Rule;
            if (count > old.GetValueOrDefault(found) && !isMeant)
            {
                return false;
            }
        }

        return fix.Kind == FixKind.Corrects || OpensNoMore(judged.Effect(), trial.Effect());
    }

    private static Dictionary<Rule, int> Counts(FixTrial trial) => trial.Detections.Where(found => found.Detection.Cap > Verdict.Audit)
        .CountBy(found => found.Rule).ToDictionary();

    private static bool OpensNoMore(ConnectionEffect before, ConnectionEffect after)
    {
        var open = before.Gained.ToDictionary(one => (one.From, one.To));
        return after.LeftOut == 0 && after.Gained.All(one => open.TryGetValue((one.From, one.To), out var old)
            && one.Connections.Except(old.Connections).IsEmpty);
    }
}

/// <summary>What the rules find of a change, and what it takes and gives.</summary>
internal sealed record FixTrial(IReadOnlyList<(Rule Rule, Detection Detection)> Detections, Func<ConnectionEffect> Effect);

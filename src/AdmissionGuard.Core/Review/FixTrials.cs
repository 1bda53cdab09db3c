using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>Tries fixes of one policy: alone where it alone is to blame for what they are to make good, else together with its set.</summary>
internal sealed class FixTrials(
    ClusterIndex index, GuardConfiguration configuration, ReviewTerms terms, PolicyChange change, Judgement own,
    IReadOnlyList<PolicyChange>? set = null, Judgement? together = null)
{
    // Each fix is a review of the whole set.
    private const int MostTogether = 50;

    /// <summary>The fix of a finding, if it has one that stands the proof.</summary>
    public Fix? Of(Rule rule, Detection detection)
    {
        if (set is null || own.Parts[change.Key].Finds(rule))
        {
            return new FixProof(TrialOf(own, change.Key), corrected => Try(corrected, others: [])).Of(rule, detection);
        }

        return set.Count > MostTogether
            ? null
            : new FixProof(TrialOf(together!, change.Key), corrected => Try(corrected, set.Where(other => other.Key != change.Key))).Of(rule, detection);
    }

    private FixTrial? Try(NetworkPolicy corrected, IEnumerable<PolicyChange> others)
    {
        // An address that nothing else names tells pods apart only where it is one's, and then it is no fix.
        var isNew = !ClusterIndex.BlocksOf(corrected.Spec).All(index.Holds);
        if (isNew && configuration.IpBlockMatchesPods == true)
        {
            return null;
        }

        var before = corrected.Key == change.Key ? change.Before : null;
        var judgement = Judgement.Of(
            index,
            [new PolicyChange(corrected.Key, before, corrected), .. others],
            isNew ? configuration with { IpBlockMatchesPods = false } : configuration,
            terms);
        return TrialOf(judgement, corrected.Key);
    }

    private static FixTrial TrialOf(Judgement judgement, ObjectKey policy) => new(judgement.Parts[policy].Detections, judgement.ListEffect);
}

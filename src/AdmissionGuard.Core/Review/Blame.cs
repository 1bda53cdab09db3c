using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// Shares out among the policies of a set what the set does. A policy that alone would do it, with all others as they will be, is to blame.
/// Where none would – two first policies isolate the same pods, and neither allows DNS – all that took part are. What the set as a whole
/// makes good, nobody has done.
/// </summary>
internal static class Blame
{
    /// <summary>What one policy is to blame for.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="together">What the whole set does to the pods whose policies each one changes.</param>
    /// <param name="alone">What each one does when all others are as they will be.</param>
    public static IEnumerable<(Rule Rule, Detection Detection)> On(
        ObjectKey policy, Dictionary<ObjectKey, JudgedPart> together, Dictionary<ObjectKey, Judgement> alone)
    {
        var part = together[policy];
        return part.Detections.Where(found => IsOwn(policy, found.Rule)
            || !together.Any(other => IsOwn(other.Key, found.Rule) && other.Value.Simulation.Overlaps(part.Simulation)));

        bool IsOwn(ObjectKey key, Rule rule) => together[key].Finds(rule) && alone[key].Parts[key].Finds(rule);
    }
}

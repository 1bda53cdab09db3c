using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>
/// Finds the directions of a change for which no probe speaks: if the CNI enforced everything else and ignored these, all would look the
/// same. What arrives proves nothing here, since it also arrives where policies are ignored.
/// </summary>
internal static class Gaps
{
    public static void Note(
        ClusterIndex index, IReadOnlyList<PolicyChange> changes, IReadOnlyList<Candidate> candidates, HashSet<string> planned, PlanNotes notes)
    {
        foreach (var change in changes)
        {
            foreach (var direction in Enum.GetValues<Direction>().Where(direction => IsChanged(change, direction)))
            {
                var own = candidates.Where(one => one.Subject.Direction == direction && one.Subject.Policies.Contains(change.Key)).ToList();
                if (!own.Exists(one => one.IsTelling && one.Expectation == Expectation.BeBlocked && planned.Contains(one.Id)))
                {
                    notes.Gap($"{change.Key} {direction.ToString().ToLowerInvariant()}", Why(index, change, direction, own, notes));
                }
            }
        }
    }

    private static bool IsChanged(PolicyChange change, Direction direction) =>
        !(change.IsSameIn(direction) && Subjects.SelectsAlike(change))
        && (change.Before?.Spec.Isolates(direction) == true || change.After?.Spec.Isolates(direction) == true);

    private static string Why(ClusterIndex index, PolicyChange change, Direction direction, List<Candidate> own, PlanNotes notes)
    {
        var runs = index.Find(change.Key.Namespace)?.Classes.Any(pods =>
            Subjects.Selects(change.Before, pods, direction) || Subjects.Selects(change.After, pods, direction)) == true;
        var unfit = notes.UnfitOf(change.Key);
        if (!runs && unfit.Count == 0)
        {
            return "it selects no running pod";
        }

        if (own.Count == 0)
        {
            return unfit.Count > 0
                ? $"none of its pods can be probed: {string.Join("; ", unfit)}"
                : "there is no other pod that could be probed with its pods";
        }

        return own.TrueForAll(one => one.Expectation == Expectation.Arrive)
            ? "nothing that can be probed is forbidden after the change, and what arrives would arrive where policies are ignored too"
            : "all that it forbids and that can be probed is forbidden at the other end too";
    }
}

using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// Whether an ipBlock covers pod addresses depends on the CNI. What both readings find is found; what only one finds is a warning that
/// says so.
/// </summary>
internal static class BothReadings
{
    private const string Caveat = " (depends on your CNI: whether an ipBlock matches pods)";
    private const string PartlyCaveat = " (in part this depends on your CNI: whether an ipBlock matches pods)";

    public static List<(Rule Rule, Detection Detection)> Merge(
        List<(Rule Rule, Detection Detection)> without, List<(Rule Rule, Detection Detection)> with)
    {
        var rest = with.ToDictionary(Key);
        var merged = new List<(Rule Rule, Detection Detection)>();
        foreach (var item in without)
        {
            if (!rest.TryGetValue(Key(item), out var twin) || !AreOfTheSame(item.Detection, twin.Detection))
            {
                merged.Add(Doubt(item));
                continue;
            }

            rest.Remove(Key(item));
            var alike = twin.Detection.Message == item.Detection.Message && (item.Detection.Subjects?.SetEquals(twin.Detection.Subjects!) ?? true);
            merged.Add(twin.Detection.Cap != item.Detection.Cap ? Doubt(item) : alike ? item : Qualify(item, PartlyCaveat));
        }

        merged.AddRange(rest.Values.Select(Doubt));
        return [.. merged.OrderBy(item => RuleCatalog.All.IndexOf(item.Rule))];
    }

    // Pods that one reading finds and others that the other finds are two findings, of which neither holds in both.
    private static bool AreOfTheSame(Detection one, Detection other) =>
        one.Subjects is null || other.Subjects is null || one.Subjects.Overlaps(other.Subjects) || one.Subjects.SetEquals(other.Subjects);

    // A rule finds a flaw at one place once.
    private static (string Rule, string Field, string? Flaw) Key((Rule Rule, Detection Detection) item) =>
        (item.Rule.Id, item.Detection.Field, item.Detection.Flaw);

    private static (Rule Rule, Detection Detection) Doubt((Rule Rule, Detection Detection) item) =>
        Qualify((item.Rule, item.Detection with { Cap = item.Detection.Cap.AtMost(Verdict.Warn) }), Caveat);

    private static (Rule Rule, Detection Detection) Qualify((Rule Rule, Detection Detection) item, string caveat) =>
        (item.Rule, item.Detection with { Message = item.Detection.Message + caveat });
}

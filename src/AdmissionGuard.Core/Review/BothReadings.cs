using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// Whether an ipBlock covers pod addresses depends on the CNI. What both readings find is found; what only one finds is a warning that
/// says so.
/// </summary>
internal static class BothReadings
{
    private const string Caveat = " (depends on your CNI: whether an ipBlock matches pods)";

    public static List<(Rule Rule, Detection Detection)> Merge(
        List<(Rule Rule, Detection Detection)> without, List<(Rule Rule, Detection Detection)> with)
    {
        var rest = with.ToDictionary(Key);
        var merged = new List<(Rule Rule, Detection Detection)>();
        foreach (var item in without)
        {
            var inBoth = rest.Remove(Key(item), out var twin) && twin.Detection.Cap == item.Detection.Cap;
            merged.Add(inBoth ? item : Doubt(item));
        }

        merged.AddRange(rest.Values.Select(Doubt));
        return [.. merged.OrderBy(item => RuleCatalog.All.IndexOf(item.Rule))];
    }

    // A rule finds a flaw at one place once.
    private static (string Rule, string Field, string? Flaw) Key((Rule Rule, Detection Detection) item) =>
        (item.Rule.Id, item.Detection.Field, item.Detection.Flaw);

    private static (Rule Rule, Detection Detection) Doubt((Rule Rule, Detection Detection) item) => (item.Rule, item.Detection with
    {
        Message = item.Detection.Message + Caveat,
        Cap = item.Detection.Cap.AtMost(Verdict.Warn),
    });
}

using System.Text.Json.Nodes;

namespace AdmissionGuard.Load;

/// <summary>What the times of a run come to.</summary>
internal static class Figures
{
    /// <summary>Median, 99th percentile and worst, in milliseconds, of all answers and of each kind.</summary>
    public static JsonObject Of(IReadOnlyList<Answered> answers)
    {
        var result = new JsonObject { ["all"] = Summary([.. answers]) };
        foreach (var kind in answers.GroupBy(answer => answer.Kind).OrderBy(group => group.Key))
        {
            result[kind.Key.ToString()] = Summary([.. kind]);
        }

        return result;
    }

    private static JsonObject Summary(List<Answered> answers)
    {
        var times = answers.Select(answer => answer.Time.TotalMilliseconds).Order().ToList();
        return new JsonObject
        {
            ["requests"] = times.Count,
            ["notAllowed"] = answers.Count(answer => !answer.IsGood),
            ["p50"] = Math.Round(At(0.5), 2),
            ["p99"] = Math.Round(At(0.99), 2),
            ["worst"] = Math.Round(times[^1], 2),
        };

        double At(double share) => times[Math.Min(times.Count - 1, (int)(times.Count * share))];
    }
}

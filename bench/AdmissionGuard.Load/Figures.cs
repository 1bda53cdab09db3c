using System.Text.Json.Nodes;

namespace AdmissionGuard.Load;

/// <summary>What the times of a run come to.</summary>
internal static class Figures
{
    /// <summary>Median, 99th percentile and worst, in milliseconds, of all answers and of each kind.</summary>
    public static JsonObject Of(IReadOnlyList<Answered> answers)
    {
        var result = new JsonObject { ["all"] = Summary(answers.Select(answer => answer.Time)) };
        foreach (var kind in answers.GroupBy(answer => answer.Kind).OrderBy(group => group.Key))
        {
            result[Mix.Name(kind.Key)] = Summary(kind.Select(answer => answer.Time));
        }

        result["late"] = Summary(answers.Select(answer => answer.Late));
        return result;
    }

    /// <summary>The median of all answers, in milliseconds.</summary>
    public static double Median(IReadOnlyList<Answered> answers) => At([.. answers.Select(answer => answer.Time.TotalMilliseconds).Order()], 0.5);

    private static JsonObject Summary(IEnumerable<TimeSpan> values)
    {
        List<double> times = [.. values.Select(value => value.TotalMilliseconds).Order()];
        return new JsonObject
        {
            ["requests"] = times.Count,
            ["p50"] = Math.Round(At(times, 0.5), 2),
            ["p99"] = Math.Round(At(times, 0.99), 2),
            ["worst"] = Math.Round(times[^1], 2),
        };
    }

    private static double At(List<double> times, double share) => times[Math.Min(times.Count - 1, (int)(times.Count * share))];
}

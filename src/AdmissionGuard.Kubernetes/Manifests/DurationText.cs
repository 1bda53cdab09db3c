using System.Globalization;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Durations as Kubernetes writes them: <c>90s</c>, <c>3m</c>, <c>1h30m</c>, <c>500ms</c>.</summary>
public static class DurationText
{
    // A longer one is a slip, and far from what a timer can count.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>What a text means; null when it is no duration, or a longer one than 30 days.</summary>
    public static TimeSpan? Parse(string text)
    {
        var rest = text.AsSpan();
        var sum = 0.0;
        do
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 12)
            {
                return null;
            }

            var value = double.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest : rest[..letters];
            double? milliseconds = unit switch
            {
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                "h" => 3_600_000,
                _ => null,
            };
            if (milliseconds is null)
            {
                return null;
            }

            sum += value * milliseconds.Value;
            rest = rest[unit.Length..];
        }
        while (!rest.IsEmpty);

        return sum <= Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(sum) : null;
    }
}

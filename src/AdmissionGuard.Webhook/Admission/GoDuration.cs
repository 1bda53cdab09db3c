using System.Buffers;
using System.Globalization;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Durations as Go writes them and an API server sends them: <c>5s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>300ms</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    // The longer ones first: "ms" is not "m" and something.
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ns", 1e-6), ("us", 1e-3), ("µs", 1e-3), ("μs", 1e-3), ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>The duration; null when the text is none, or a negative one, or one of more than a day.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is "0")
        {
            return TimeSpan.Zero;
        }

        var rest = text.AsSpan();
        var total = 0.0;
        do
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            rest = rest[digits..];
            var (unit, milliseconds) = UnitOf(rest);
            if (unit.Length == 0)
            {
                return null;
            }

            total += number * milliseconds;
            rest = rest[unit.Length..];
        }
        while (rest.Length > 0);

        return total <= TimeSpan.MillisecondsPerDay ? TimeSpan.FromMilliseconds(total) : null;
    }

    private static (string Unit, double Milliseconds) UnitOf(ReadOnlySpan<char> text)
    {
        foreach (var unit in Units)
        {
            if (text.StartsWith(unit.Unit, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return ("", 0);
    }
}

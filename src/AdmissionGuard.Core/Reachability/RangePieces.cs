using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>What passes to or from a range of addresses.</summary>
internal readonly record struct RangeValue(ConnectionSet Connections, bool IsPartial)
{
    public static RangeValue None { get; } = new(ConnectionSet.None, IsPartial: false);
}

/// <summary>Compares two lists of ranges of one family whose bounds differ.</summary>
internal static class RangePieces
{
    /// <summary>The widest pieces on which both lists have one value each, ascending; <see cref="RangeValue.None"/> where a list has none.</summary>
    public static List<(IpRange Range, RangeValue Before, RangeValue After)> Cut(
        List<(IpRange Range, RangeValue Value)> before, List<(IpRange Range, RangeValue Value)> after)
    {
        var pieces = new List<(IpRange Range, RangeValue Before, RangeValue After)>();
        var starts = before.Concat(after).Select(item => item.Range)
            .SelectMany(range => range.Last == IpAddress.Highest(range.Family) ? [range.First] : new[] { range.First, range.Last + 1 })
            .Distinct().Order().ToList();
        for (var i = 0; i < starts.Count; i++)
        {
            var family = (before.Count > 0 ? before : after)[0].Range.Family;
            var range = new IpRange(family, starts[i], i + 1 < starts.Count ? starts[i + 1] - 1 : IpAddress.Highest(family));
            var (old, now) = (At(before, range), At(after, range));
            if (pieces.Count > 0 && pieces[^1] is var last && last.Range.Last + 1 == range.First && last.Before == old && last.After == now)
            {
                pieces[^1] = last with { Range = last.Range with { Last = range.Last } };
            }
            else
            {
                pieces.Add((range, old, now));
            }
        }

        return pieces;
    }

    private static RangeValue At(List<(IpRange Range, RangeValue Value)> items, IpRange piece)
    {
        foreach (var (range, value) in items)
        {
            if (range.Contains(piece))
            {
                return value;
            }
        }

        return RangeValue.None;
    }
}

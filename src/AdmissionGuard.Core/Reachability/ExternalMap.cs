using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>What may pass between a pod and a range of addresses outside the cluster.</summary>
/// <param name="Range">The addresses.</param>
/// <param name="Connections">What may pass.</param>
public readonly record struct ExternalEntry(IpRange Range, ConnectionSet Connections);

/// <summary>
/// What may pass between a pod and every address outside the cluster: disjoint ranges, ascending, as wide as they can be, without those
/// that nothing may pass to. Pod addresses are not cut out of them.
/// </summary>
public sealed class ExternalMap
{
    private ExternalMap(ImmutableArray<ExternalEntry> entries) => Entries = entries;

    /// <summary>Nothing passes.</summary>
    public static ExternalMap None { get; } = new([]);

    /// <summary>Everything passes, in both families.</summary>
    public static ExternalMap All { get; } = new(
        [new(IpRange.Everything(IpFamily.IPv4), ConnectionSet.All), new(IpRange.Everything(IpFamily.IPv6), ConnectionSet.All)]);

    /// <summary>The ranges.</summary>
    public ImmutableArray<ExternalEntry> Entries { get; }

    /// <summary>The union of entries that may overlap, in any order.</summary>
    public static ExternalMap From(IReadOnlyCollection<ExternalEntry> entries) => From(entries, pulse: null);

    internal static ExternalMap From(IReadOnlyCollection<ExternalEntry> entries, Action? pulse)
    {
        if (entries.Count == 0)
        {
            return None;
        }

        var result = new List<ExternalEntry>();
        foreach (var family in entries.GroupBy(entry => entry.Range.Family).OrderBy(group => group.Key))
        {
            Sweep(family.Key, [.. family], result, pulse);
        }

        return new ExternalMap([.. result]);
    }

    /// <summary>What may pass to or from one address.</summary>
    public ConnectionSet At(IpAddress address)
    {
        foreach (var entry in Entries)
        {
            if (entry.Range.Contains(address))
            {
                return entry.Connections;
            }
        }

        return ConnectionSet.None;
    }

    /// <summary>Both maps over their common ranges: every range on which the two do not both have nothing, ascending.</summary>
    public static IEnumerable<(IpRange Range, ConnectionSet Left, ConnectionSet Right)> Pair(ExternalMap left, ExternalMap right)
    {
        foreach (var family in Enum.GetValues<IpFamily>())
        {
            var lefts = left.Entries.Where(entry => entry.Range.Family == family).ToList();
            var rights = right.Entries.Where(entry => entry.Range.Family == family).ToList();
            var starts = new SortedSet<UInt128>();
            foreach (var range in lefts.Concat(rights).Select(entry => entry.Range))
            {
                starts.Add(range.First);
                if (range.Last < IpAddress.Highest(family))
                {
                    starts.Add(range.Last + 1);
                }
            }

            foreach (var piece in Pieces(family, [.. starts], lefts, rights))
            {
                yield return piece;
            }
        }
    }

    private static List<(IpRange Range, ConnectionSet Left, ConnectionSet Right)> Pieces(
        IpFamily family, UInt128[] starts, List<ExternalEntry> lefts, List<ExternalEntry> rights)
    {
        var pieces = new List<(IpRange, ConnectionSet, ConnectionSet)>(starts.Length);
        var (i, j) = (0, 0);
        for (var n = 0; n < starts.Length; n++)
        {
            var first = starts[n];
            var last = n + 1 < starts.Length ? starts[n + 1] - 1 : IpAddress.Highest(family);
            var (a, b) = (Advance(lefts, ref i, first), Advance(rights, ref j, first));
            if (!a.IsEmpty || !b.IsEmpty)
            {
                pieces.Add((new IpRange(family, first, last), a, b));
            }
        }

        return pieces;

        static ConnectionSet Advance(List<ExternalEntry> entries, ref int at, UInt128 address)
        {
            while (at < entries.Count && entries[at].Range.Last < address)
            {
                at++;
            }

            return at < entries.Count && entries[at].Range.First <= address ? entries[at].Connections : ConnectionSet.None;
        }
    }

    // Walks over all starts and ends of ranges and keeps count of the distinct connection sets that are open between two of them.
    private static void Sweep(IpFamily family, ExternalEntry[] entries, List<ExternalEntry> result, Action? pulse)
    {
        var changes = new List<(UInt128 At, int Step, ConnectionSet Connections)>(entries.Length * 2);
        foreach (var entry in entries)
        {
            changes.Add((entry.Range.First, 1, entry.Connections));
            if (entry.Range.Last < IpAddress.Highest(family))
            {
                changes.Add((entry.Range.Last + 1, -1, entry.Connections));
            }
        }

        changes.Sort((a, b) => a.At.CompareTo(b.At));
        var open = new Dictionary<ConnectionSet, int>();
        for (var i = 0; i < changes.Count;)
        {
            pulse?.Invoke();
            var start = changes[i].At;
            for (; i < changes.Count && changes[i].At == start; i++)
            {
                var count = open.GetValueOrDefault(changes[i].Connections) + changes[i].Step;
                if (count == 0)
                {
                    open.Remove(changes[i].Connections);
                }
                else
                {
                    open[changes[i].Connections] = count;
                }
            }

            var connections = open.Keys.Aggregate(ConnectionSet.None, (all, one) => all.Union(one));
            var end = i < changes.Count ? changes[i].At - 1 : IpAddress.Highest(family);
            Append(result, new ExternalEntry(new IpRange(family, start, end), connections));
        }
    }

    private static void Append(List<ExternalEntry> result, ExternalEntry next)
    {
        if (next.Connections.IsEmpty)
        {
            return;
        }

        if (result.Count > 0 && result[^1] is var previous && previous.Range.Family == next.Range.Family
            && previous.Range.Last + 1 == next.Range.First && previous.Connections.Equals(next.Connections))
        {
            result[^1] = previous with { Range = previous.Range with { Last = next.Range.Last } };
        }
        else
        {
            result.Add(next);
        }
    }
}

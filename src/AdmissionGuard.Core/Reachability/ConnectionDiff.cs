using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>How a pair of ends differs between two states.</summary>
public enum ChangeKind
{
    /// <summary>Something passed, and nothing does now.</summary>
    Lost,

    /// <summary>Nothing passed, and something does now.</summary>
    Gained,

    /// <summary>Something else passes now.</summary>
    Changed,

    /// <summary>The same passes.</summary>
    Unchanged,
}

/// <summary>A pair of ends, and what two states of a cluster let pass between them.</summary>
/// <param name="From">Where connections start.</param>
/// <param name="To">Where they arrive.</param>
/// <param name="Before">What passed.</param>
/// <param name="After">What passes.</param>
/// <param name="BeforeIsPartial">What passed did not for every pair of pods.</param>
/// <param name="AfterIsPartial">What passes does not for every pair of pods.</param>
public sealed record ConnectionChange(
    Endpoint From, Endpoint To, ConnectionSet Before, ConnectionSet After, bool BeforeIsPartial, bool AfterIsPartial)
{
    /// <summary>How what passes differs.</summary>
    public ChangeKind Kind => IsUnchanged
        ? ChangeKind.Unchanged
        : After.IsEmpty ? ChangeKind.Lost : Before.IsEmpty ? ChangeKind.Gained : ChangeKind.Changed;

    private bool IsUnchanged => BeforeIsPartial == AfterIsPartial && Before.Equals(After);
}

/// <summary>The difference between two states of a cluster.</summary>
public static class ConnectionDiff
{
    /// <summary>Every pair of ends that differs, in the order of the ends. Terminating pods gain and lose nothing.</summary>
    public static ImmutableArray<ConnectionChange> Compare(ClusterIndex before, ClusterIndex after, ConnectionOptions options) =>
        Sorted(Pairs(before, after, options).Where(pair => pair.Kind != ChangeKind.Unchanged));

    /// <summary>
    /// Every pair of ends between which something passes in either state, those that do not differ too, in the order of the ends.
    /// Terminating pods are left out.
    /// </summary>
    public static ImmutableArray<ConnectionChange> CompareAll(ClusterIndex before, ClusterIndex after, ConnectionOptions options) =>
        Sorted(Pairs(before, after, options));

    private static ImmutableArray<ConnectionChange> Sorted(IEnumerable<ConnectionChange> pairs)
    {
        var list = pairs.ToList();
        list.Sort((a, b) => a.From.CompareTo(b.From) is var byFrom and not 0 ? byFrom : a.To.CompareTo(b.To));
        return [.. list];
    }

    private static IEnumerable<ConnectionChange> Pairs(ClusterIndex before, ClusterIndex after, ConnectionOptions options)
    {
        var oldUnits = new WorkloadUnits(before, [], includeTerminating: false, after);
        var newUnits = new WorkloadUnits(after, [], includeTerminating: false, before);
        var leaving = Leaving(before, oldUnits).Concat(Leaving(after, newUnits)).ToHashSet(StringComparer.Ordinal);

        // The two lists have nothing in common, and a machine has two cores at least.
        var (olds, news) = (new List<WorkloadConnection>(), new List<WorkloadConnection>());
        Parallel.Invoke(() => olds = List(before, oldUnits), () => news = List(after, newUnits));
        return Inside(olds, news).Concat(Outside(olds, news));

        // Where IPv6 plays a part in one state only, it was no less open in the other.
        List<WorkloadConnection> List(ClusterIndex index, WorkloadUnits units) =>
        [
            .. ConnectionMap.List(index, units, options, includeTerminating: false, includeIPv6: before.HasIPv6 || after.HasIPv6)
                .Where(connection => !leaving.Contains(connection.From.Name ?? "") && !leaving.Contains(connection.To.Name ?? "")),
        ];
    }

    // Units all of whose pods are being deleted: they are on their way out, which no policy brought about.
    private static IEnumerable<string> Leaving(ClusterIndex index, WorkloadUnits units)
    {
        var staying = index.Classes.Where(pods => !pods.IsTerminating).Select(pods => units.Of(pods).Name).ToHashSet(StringComparer.Ordinal);
        return index.Classes.Where(pods => pods.IsTerminating).Select(pods => units.Of(pods).Name).Where(name => !staying.Contains(name));
    }

    private static IEnumerable<ConnectionChange> Inside(List<WorkloadConnection> olds, List<WorkloadConnection> news)
    {
        var rest = news.Where(IsInside).ToDictionary(connection => (connection.From.Name, connection.To.Name));
        foreach (var old in olds.Where(IsInside))
        {
            rest.Remove((old.From.Name, old.To.Name), out var now);
            yield return new ConnectionChange(
                old.From, old.To, old.Connections, now?.Connections ?? ConnectionSet.None, old.IsPartial, now?.IsPartial ?? false);
        }

        foreach (var now in rest.Values)
        {
            yield return new ConnectionChange(now.From, now.To, ConnectionSet.None, now.Connections, BeforeIsPartial: false, now.IsPartial);
        }
    }

    // Ranges of the two states need not have the same bounds: they are compared piece by piece, and like pieces are joined again.
    private static IEnumerable<ConnectionChange> Outside(List<WorkloadConnection> olds, List<WorkloadConnection> news)
    {
        var before = olds.Where(connection => !IsInside(connection)).ToLookup(WorkloadEnd);
        var after = news.Where(connection => !IsInside(connection)).ToLookup(WorkloadEnd);
        foreach (var end in before.Select(group => group.Key).Union(after.Select(group => group.Key)))
        {
            foreach (var family in Enum.GetValues<IpFamily>())
            {
                var pieces = RangePieces.Cut(Ranges(before[end], family), Ranges(after[end], family));
                foreach (var (range, old, now) in pieces.Where(piece => !(piece.Before.Connections.IsEmpty && piece.After.Connections.IsEmpty)))
                {
                    var outside = Endpoint.Of(range);
                    yield return new ConnectionChange(
                        end.IsSource ? end.Workload : outside, end.IsSource ? outside : end.Workload,
                        old.Connections, now.Connections, old.IsPartial, now.IsPartial);
                }
            }
        }
    }

    private static List<(IpRange Range, RangeValue Value)> Ranges(IEnumerable<WorkloadConnection> connections, IpFamily family) =>
        [.. connections.Select(connection => (Range: (connection.From.Range ?? connection.To.Range)!.Value, connection))
            .Where(item => item.Range.Family == family)
            .Select(item => (item.Range, new RangeValue(item.connection.Connections, item.connection.IsPartial)))];

    private static bool IsInside(WorkloadConnection connection) => connection.From.Range is null && connection.To.Range is null;

    private static (Endpoint Workload, bool IsSource) WorkloadEnd(WorkloadConnection connection) =>
        connection.From.Range is null ? (connection.From, true) : (connection.To, false);
}

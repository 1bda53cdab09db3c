using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Html;

/// <summary>The connections of one state, or of two that are compared, with what the policies say of each.</summary>
/// <param name="Pairs">The pairs of ends, in their order.</param>
/// <param name="LeftOut">How many pairs that do not differ were too many for a page.</param>
/// <param name="Before">What the policies of the first state say.</param>
/// <param name="After">What those of the second say; the same as <paramref name="Before"/> where there is only one.</param>
internal sealed record Picture(ImmutableArray<ConnectionChange> Pairs, long LeftOut, Provenance Before, Provenance After)
{
    /// <summary>The most pairs that a page holds: they make 2 to 4 MB, which a browser opens at once.</summary>
    public const int MostPairs = 200_000;

    /// <summary>The picture has one state, which is compared with nothing.</summary>
    public bool IsOfOne => ReferenceEquals(Before, After);

    /// <summary>Two states and what differs between them.</summary>
    public static Picture Of(ClusterIndex before, ClusterIndex after, ConnectionOptions options)
    {
        var all = ConnectionDiff.CompareAll(before, after, options);
        var kept = all.Length <= MostPairs ? all : Fewer(all);
        return new Picture(kept, all.Length - kept.Length, new Provenance(before, options), new Provenance(after, options));
    }

    /// <summary>One state.</summary>
    public static Picture Of(ImmutableArray<WorkloadConnection> connections, ClusterIndex index, ConnectionOptions options)
    {
        if (connections.Length > MostPairs)
        {
            var remedy = options.Namespace is null ? "choose a namespace with -n, or another format" : "choose another format";
            throw new UsageException($"--output html: {connections.Length} connections are too many for a page; {remedy}");
        }

        var provenance = new Provenance(index, options);
        return new Picture(
            [.. connections.Select(one => new ConnectionChange(one.From, one.To, one.Connections, one.Connections, one.IsPartial, one.IsPartial))],
            LeftOut: 0, provenance, provenance);
    }

    // What differs is why somebody looks; what stays as it was helps most where it is near that.
    private static ImmutableArray<ConnectionChange> Fewer(ImmutableArray<ConnectionChange> all)
    {
        var changed = all.Where(pair => pair.Kind != ChangeKind.Unchanged).ToList();
        if (changed.Count > MostPairs)
        {
            throw new UsageException($"--output html: {changed.Count} changed connections are too many for a page; choose another format");
        }

        var touched = changed.SelectMany(pair => new[] { pair.From, pair.To }).Where(end => end.Range is null).ToHashSet();
        var near = all.Where(pair => pair.Kind != ChangeKind.Unchanged || touched.Contains(pair.From) || touched.Contains(pair.To)).ToList();
        return [.. near.Count <= MostPairs ? near : changed];
    }
}

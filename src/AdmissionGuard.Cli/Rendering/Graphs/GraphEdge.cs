using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering.Graphs;

/// <summary>An arrow of a picture.</summary>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Label">What passes.</param>
/// <param name="Kind">What a change does to it; null where no change is shown.</param>
internal sealed record GraphEdge(Endpoint From, Endpoint To, string Label, ChangeKind? Kind)
{
    public static ImmutableArray<GraphEdge> Of(ConnectionsReport report) =>
        [.. report.Connections.Select(one => new GraphEdge(one.From, one.To, ConnectionWords.Of(one.Connections, one.IsPartial), null))];

    public static ImmutableArray<GraphEdge> Of(DiffReport report) =>
        [.. report.Changes.Select(change => new GraphEdge(change.From, change.To, ConnectionWords.Of(change), change.Kind))];
}

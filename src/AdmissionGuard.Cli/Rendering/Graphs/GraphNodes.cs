using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering.Graphs;

/// <summary>The ends of a picture's arrows: workloads by namespace, then addresses.</summary>
internal static class GraphNodes
{
    /// <summary>Each end once, grouped by namespace; the group of addresses, whose key is empty, comes last.</summary>
    public static IEnumerable<IGrouping<string, Endpoint>> Of(ImmutableArray<GraphEdge> edges) => edges
        .SelectMany(edge => new[] { edge.From, edge.To }).Distinct().Order()
        .GroupBy(end => end.Namespace ?? "", StringComparer.Ordinal)
        .OrderBy(group => group.Key.Length == 0).ThenBy(group => group.Key, StringComparer.Ordinal);

    /// <summary>The name inside its namespace's box.</summary>
    public static string Label(Endpoint end) => end.Namespace is { } space ? end.ToString()[(space.Length + 1)..] : end.ToString();
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering.Graphs;

/// <summary>A picture in Graphviz' language (https://graphviz.org/doc/info/lang.html): <c>dot -Tsvg</c> draws it.</summary>
internal static class DotGraph
{
    public static void Write(Page page, ImmutableArray<GraphEdge> edges)
    {
        page.Line("digraph connections {");
        page.Line("  rankdir=LR;");
        page.Line("  node [shape=box, fontname=\"sans-serif\"];");
        page.Line("  edge [fontname=\"sans-serif\", fontsize=10];");
        var cluster = 0;
        foreach (var group in GraphNodes.Of(edges))
        {
            if (group.Key.Length == 0)
            {
                foreach (var end in group)
                {
                    page.Line($"  {Quote(end.ToString())} [shape=ellipse];");
                }
            }
            else
            {
                page.Line($"  subgraph cluster_{cluster++} {{");
                page.Line($"    label={Quote(group.Key)};");
                foreach (var end in group)
                {
                    page.Line($"    {Quote(end.ToString())} [label={Quote(GraphNodes.Label(end))}];");
                }

                page.Line("  }");
            }
        }

        foreach (var edge in edges)
        {
            page.Line($"  {Quote(edge.From.ToString())} -> {Quote(edge.To.ToString())} [label={Quote(edge.Label)}{Style(edge.Kind)}];");
        }

        page.Line("}");
    }

    // Shown by the line too, and not by colour alone.
    private static string Style(ChangeKind? kind) => kind switch
    {
        ChangeKind.Lost => ", color=\"red\", fontcolor=\"red\", style=\"dashed\"",
        ChangeKind.Gained => ", color=\"darkgreen\", fontcolor=\"darkgreen\"",
        ChangeKind.Changed => ", color=\"darkorange\", fontcolor=\"darkorange\", style=\"dotted\"",
        _ => "",
    };

    // In quotes only quotes end the text, but a backslash begins an escape of labels such as \N, and an ampersand an HTML entity.
    private static string Quote(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("&", "&amp;", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }
}

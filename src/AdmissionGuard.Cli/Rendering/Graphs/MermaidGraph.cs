using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering.Graphs;

/// <summary>
/// A picture in Mermaid's language, which GitHub and GitLab draw in Markdown (https://mermaid.js.org/syntax/flowchart.html).
/// </summary>
internal static class MermaidGraph
{
    /// <summary>Mermaid's default <c>maxEdges</c>: with more it draws an error.</summary>
    public const int MaxEdges = 500;

    /// <summary>Mermaid's default <c>maxTextSize</c>, in characters.</summary>
    public const int MaxLength = 50_000;

    /// <summary>Prints a picture, and says so when it is larger than Mermaid draws by default.</summary>
    public static void Print(Terminal terminal, ImmutableArray<GraphEdge> edges)
    {
        var text = Of(edges);
        Output.Text(terminal, page => page.Add(text));
        if (edges.Length > MaxEdges || text.Length > MaxLength)
        {
            Output.Remarks(terminal,
            [
                string.Create(CultureInfo.InvariantCulture,
                    $"{edges.Length:N0} arrows in {text.Length:N0} characters: Mermaid draws at most {MaxEdges} and {MaxLength:N0}, ")
                    + "and so do GitHub and GitLab; use -o dot or -o html",
            ]);
        }
    }

    /// <summary>The picture.</summary>
    public static string Of(ImmutableArray<GraphEdge> edges)
    {
        var text = new StringBuilder("flowchart LR\n");
        var ids = new Dictionary<Endpoint, string>();
        var space = 0;
        foreach (var group in GraphNodes.Of(edges))
        {
            var isNamespace = group.Key.Length > 0;
            text.Append(isNamespace ? $"  subgraph s{space++}[{Quote(group.Key)}]\n" : "");
            foreach (var end in group)
            {
                var id = ids[end] = $"n{ids.Count}";
                text.Append(isNamespace ? $"    {id}[{Quote(GraphNodes.Label(end))}]\n" : $"  {id}([{Quote(end.ToString())}])\n");
            }

            text.Append(isNamespace ? "  end\n" : "");
        }

        foreach (var edge in edges)
        {
            var (arrow, word) = edge.Kind switch
            {
                ChangeKind.Lost => ("-.->", "lost: "),
                ChangeKind.Gained => ("==>", "gained: "),
                ChangeKind.Changed => ("-->", "changed: "),
                _ => ("-->", ""),
            };
            text.Append($"  {ids[edge.From]} {arrow}|{Quote(word + edge.Label)}| {ids[edge.To]}\n");
        }

        Colour(text, edges, ChangeKind.Lost, "red");
        Colour(text, edges, ChangeKind.Gained, "green");
        Colour(text, edges, ChangeKind.Changed, "orange");
        return text.ToString();
    }

    private static void Colour(StringBuilder text, ImmutableArray<GraphEdge> edges, ChangeKind kind, string colour)
    {
        var numbers = Enumerable.Range(0, edges.Length).Where(i => edges[i].Kind == kind).ToList();
        if (numbers.Count > 0)
        {
            text.Append($"  linkStyle {string.Join(',', numbers)} stroke:{colour}\n");
        }
    }

    // Mermaid has no escape but its own spelling of HTML's character references, #35; for #.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            var isPlain = Rune.IsLetterOrDigit(rune) || (rune.IsBmp && " -./[]{}=,:!()_→".Contains((char)rune.Value, StringComparison.Ordinal));
            _ = isPlain ? quoted.Append(rune) : quoted.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
        }

        return quoted.Append('"').ToString();
    }
}

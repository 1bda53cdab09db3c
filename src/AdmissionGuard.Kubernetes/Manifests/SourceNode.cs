using System.Globalization;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>A value of a file and where it is named, which a <see cref="Tree"/> does not remember.</summary>
/// <param name="mark">The key of a mapping's value, the start of any other.</param>
internal sealed class SourceNode(Mark mark)
{
    private readonly Dictionary<string, SourceNode> _children = new(StringComparer.Ordinal);

    /// <summary>Where it is named.</summary>
    public Mark Mark => mark;

    /// <summary>The value that a path leads to, or the last one on the way that exists.</summary>
    public SourceNode Find(string path)
    {
        var node = this;
        foreach (var step in Steps(path))
        {
            if (!node._children.TryGetValue(step, out var child))
            {
                break;
            }

            node = child;
        }

        return node;
    }

    /// <summary>Every mapping of a file by where it starts.</summary>
    public static Dictionary<Mark, SourceNode> ReadAll<TTokens>(TTokens tokens)
        where TTokens : ITokens, allows ref struct
    {
        var mappings = new Dictionary<Mark, SourceNode>();
        while (tokens.NextDocument())
        {
            Read(ref tokens, tokens.Mark, mappings);
        }

        return mappings;
    }

    // Starts at the first token of a value and ends at its last one. The file has been read before: it is not nested too deeply.
    private static SourceNode Read<TTokens>(ref TTokens tokens, Mark mark, Dictionary<Mark, SourceNode> mappings)
        where TTokens : ITokens, allows ref struct
    {
        var node = new SourceNode(mark);
        if (tokens.Kind == TokenKind.MappingStart)
        {
            mappings.TryAdd(tokens.Mark, node);
            for (tokens.Next(); tokens.Kind != TokenKind.MappingEnd; tokens.Next())
            {
                var (key, place) = (tokens.Text, tokens.Mark);
                tokens.Next();
                node._children[key] = Read(ref tokens, place, mappings);
            }
        }
        else if (tokens.Kind == TokenKind.ListStart)
        {
            for (tokens.Next(); tokens.Kind != TokenKind.ListEnd; tokens.Next())
            {
                var index = node._children.Count.ToString(CultureInfo.InvariantCulture);
                node._children[index] = Read(ref tokens, tokens.Mark, mappings);
            }
        }

        return node;
    }

    // spec.ingress[0].podSelector.matchLabels[app.kubernetes.io/name]
    private static IEnumerable<string> Steps(string path)
    {
        var rest = path;
        while (rest.Length > 0)
        {
            var end = rest[0] == '[' ? rest.IndexOf(']', StringComparison.Ordinal) : rest.IndexOfAny(['.', '[']);
            end = end < 0 ? rest.Length : end;
            yield return rest[0] == '[' ? rest[1..end] : rest[..end];
            rest = rest[0] == '[' ? rest[Math.Min(end + 1, rest.Length)..] : rest[end..];
            rest = rest.StartsWith('.') ? rest[1..] : rest;
        }
    }
}

namespace AdmissionGuard.Core.Rules;

/// <summary>How things are said, the same in every message.</summary>
public static class Wording
{
    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>, <c>a, b, c and 12 more</c>.</summary>
    /// <param name="sorted">The first items, in order.</param>
    /// <param name="shown">How many are named at most.</param>
    /// <param name="total">How many there are.</param>
    public static string List(IReadOnlyList<string> sorted, int shown, int total)
    {
        if (total > shown)
        {
            return $"{string.Join(", ", sorted.Take(shown))} and {total - shown} more";
        }

        return sorted.Count switch
        {
            0 => "",
            1 => sorted[0],
            _ => $"{string.Join(", ", sorted.Take(sorted.Count - 1))} and {sorted[^1]}",
        };
    }

    /// <summary>
    /// A text that passes unharmed through the tools that show it: one line; no <c>map[</c>, which Argo CD cuts out together with all that
    /// follows (a Deployment may well be called <c>sitemap</c>); and none of the words that make Flux delete and recreate the object.
    /// </summary>
    public static string Plain(string text)
    {
        var line = string.Create(text.Length, text, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) || char.IsWhiteSpace(from[i]) ? ' ' : from[i];
            }
        });
        return line.Replace("map[", "map [", StringComparison.Ordinal)
            .Replace("is immutable", "is \"immutable\"", StringComparison.Ordinal)
            .Replace("immutable field", "\"immutable\" field", StringComparison.Ordinal);
    }

    /// <summary><c>1 rule</c>, <c>2 rules</c>.</summary>
    public static string Count(long number, string singular) => number == 1 ? $"1 {singular}" : $"{number} {singular}s";
}

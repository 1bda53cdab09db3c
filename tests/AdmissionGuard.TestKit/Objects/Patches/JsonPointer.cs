using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Patches;

/// <summary>A place in a JSON document (RFC 6901).</summary>
/// <param name="Tokens">The names and indices from the root on, unescaped.</param>
public sealed record JsonPointer(ImmutableArray<string> Tokens)
{
    /// <summary>Whether this is the whole document.</summary>
    public bool IsRoot => Tokens.IsEmpty;

    /// <summary>The last name or index.</summary>
    public string Last => Tokens[^1];

    /// <summary>The place above this one.</summary>
    public JsonPointer Parent => new(Tokens[..^1]);

    /// <summary>Reads a pointer: empty, or <c>/</c> and a name again and again; <c>~1</c> is a slash, <c>~0</c> a tilde.</summary>
    /// <exception cref="FormatException">The text is no pointer.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0)
        {
            return new([]);
        }

        if (text[0] != '/')
        {
            throw new FormatException($"the JSON pointer \"{text}\" does not begin with a slash");
        }

        return new([.. text[1..].Split('/').Select(Unescape)]);
    }

    /// <summary>Whether a place lies inside this one.</summary>
    public bool Contains(JsonPointer other) =>
        other.Tokens.Length > Tokens.Length && other.Tokens.AsSpan(0, Tokens.Length).SequenceEqual(Tokens.AsSpan());

    /// <summary>The value at this place; false when there is none.</summary>
    public bool TryFind(JsonNode? document, out JsonNode? value)
    {
        value = document;
        foreach (var token in Tokens)
        {
            if (!TryStep(value, token, out value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The position that a token names in a list; null when it names none, or one that lies outside.</summary>
    /// <param name="token">Digits without a leading zero.</param>
    /// <param name="count">How many positions there are.</param>
    public static int? Index(string token, int count) =>
        token.Length > 0 && (token.Length == 1 || token[0] != '0') && token.All(char.IsAsciiDigit) &&
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count
            ? index
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Tokens.Select(token => $"/{Escape(token)}"));

    private static bool TryStep(JsonNode? node, string token, out JsonNode? value)
    {
        value = null;
        if (node is JsonArray list && Index(token, list.Count) is { } index)
        {
            value = list[index];
            return true;
        }

        return node is JsonObject map && map.TryGetPropertyValue(token, out value);
    }

    private static string Escape(string token) =>
        token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string token)
    {
        for (var at = token.IndexOf('~', StringComparison.Ordinal); at >= 0; at = token.IndexOf('~', at + 1))
        {
            if (at + 1 == token.Length || token[at + 1] is not ('0' or '1'))
            {
                throw new FormatException($"a tilde in the JSON pointer's \"{token}\" is followed by neither 0 nor 1");
            }
        }

        return token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}

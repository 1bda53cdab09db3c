using System.Text.Json;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>Reads single values out of a stored object without building a tree of it.</summary>
public static class ObjectFields
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    /// <summary>The labels.</summary>
    public static IReadOnlyDictionary<string, string> Labels(StoredObject stored) => stored.KnownLabels ??= ReadLabels(stored);

    /// <summary>The scalar at a dotted path as text; empty when there is none, as field selectors see it.</summary>
    public static string Read(StoredObject stored, string path)
    {
        switch (path)
        {
            case "metadata.name":
                return stored.Name;
            case "metadata.namespace":
                return stored.Namespace;
            default:
                var reader = new Utf8JsonReader(stored.Json.Span);
                return Seek(ref reader, path) ? ScalarText(ref reader) : "";
        }
    }

    private static Dictionary<string, string> ReadLabels(StoredObject stored)
    {
        var reader = new Utf8JsonReader(stored.Json.Span);
        if (!Seek(ref reader, "metadata.labels") || reader.TokenType != JsonTokenType.StartObject)
        {
            return None;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            labels[key] = reader.GetString() ?? "";
        }

        return labels;
    }

    private static bool Seek(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        foreach (var part in path.Split('.'))
        {
            if (!Enter(ref reader, part))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Enter(ref Utf8JsonReader reader, string property)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(property);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static string ScalarText(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
        _ => "",
    };
}

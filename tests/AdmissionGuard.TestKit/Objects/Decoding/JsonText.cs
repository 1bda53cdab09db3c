using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Decoding;

/// <summary>A document, and the keys that stand twice in it: <c>duplicate field "spec.podSelector"</c>. The last one counts.</summary>
public sealed record ParsedText(JsonNode? Node, ImmutableArray<string> Duplicates);

/// <summary>Reads JSON as the API server does, which notices keys that stand twice.</summary>
public static class JsonText
{
    /// <summary>Reads one value.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static ParsedText Parse(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var duplicates = ImmutableArray.CreateBuilder<string>();
        reader.Read();
        var node = Read(ref reader, "", duplicates);
        if (reader.Read())
        {
            throw new JsonException("there is more than one value in the text");
        }

        return new ParsedText(node, duplicates.ToImmutable());
    }

    private static JsonNode? Read(ref Utf8JsonReader reader, string path, ImmutableArray<string>.Builder duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    var below = path.Length == 0 ? name : $"{path}.{name}";
                    reader.Read();
                    if (map.ContainsKey(name))
                    {
                        duplicates.Add($"duplicate field \"{below}\"");
                    }

                    map[name] = Read(ref reader, below, duplicates);
                }

                return map;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Read(ref reader, $"{path}[{list.Count}]", duplicates));
                }

                return list;
            case JsonTokenType.Null:
                return null;
            default:
                using (var scalar = JsonDocument.ParseValue(ref reader))
                {
                    return JsonValue.Create(scalar.RootElement.Clone());
                }
        }
    }
}

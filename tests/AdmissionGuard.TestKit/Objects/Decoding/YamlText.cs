using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AdmissionGuard.TestKit.Objects.Decoding;

/// <summary>Reads YAML as JSON, by the rules of YAML's core schema: what a server-side apply may send. JSON is YAML too.</summary>
public static class YamlText
{
    /// <summary>Reads the one document of a text.</summary>
    /// <exception cref="FormatException">The text is no YAML, or holds no document or several.</exception>
    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException broken)
        {
            throw new FormatException($"error decoding YAML: {broken.Message}", broken);
        }

        return stream.Documents.Count == 1
            ? Node(stream.Documents[0].RootNode)
            : throw new FormatException($"error decoding YAML: expected one document, found {stream.Documents.Count}");
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(Key(pair.Key), Node(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new FormatException($"error decoding YAML: line {node.Start.Line} holds what JSON cannot say"),
    };

    private static string Key(YamlNode node) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw new FormatException($"error decoding YAML: the key in line {node.Start.Line} is no string");

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                JsonValue.Create(whole),
            _ when IsNumber(text) => JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)),
            _ => JsonValue.Create(text),
        };
    }

    private static bool IsNumber(string text) =>
        char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') &&
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}

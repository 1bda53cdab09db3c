using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdmissionGuard.Kubernetes.Manifests.Editing;

/// <summary>Writes values as the rest of a manifest is written.</summary>
/// <param name="isJson">The file is JSON: keys and texts are quoted.</param>
/// <param name="hasFlow">The manifest writes short mappings and lists in braces and brackets.</param>
/// <param name="indentsLists">A list stands farther right than its key.</param>
/// <param name="newLine">How its lines end.</param>
internal sealed class ManifestStyle(bool isJson, bool hasFlow, bool indentsLists, string newLine)
{
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How lines end.</summary>
    public string NewLine => newLine;

    /// <summary>Sees how a policy in a text is written.</summary>
    public static ManifestStyle Of(string text, EditNode policy)
    {
        var nodes = policy.All().ToList();
        var blocks = nodes.SelectMany(node => node.Entries.Where(entry => entry.Value is { Kind: TreeKind.List, IsFlow: false })
            .Select(entry => entry.Value.Indent > entry.Key.Indent)).ToList();
        return new ManifestStyle(
            policy.IsFlow && policy.Entries.All(entry => text[entry.Key.Start] == '"'),
            nodes.Exists(node => node.IsFlow && node.Entries.Count > 0),
            blocks.Count > 0 && blocks.TrueForAll(indents => indents),
            text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n");
    }

    /// <summary>A key with its colon.</summary>
    public string Key(string key) => $"{Scalar(JsonValue.Create(key))}:";

    /// <summary>A value on one line.</summary>
    public string Flow(JsonNode value) => value switch
    {
        JsonObject map => $"{{{string.Join(", ", map.Select(entry => $"{Key(entry.Key)} {Flow(entry.Value!)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(item => Flow(item!)))}]",
        _ => Scalar(value),
    };

    /// <summary>What follows a key's colon: the value on the same line, or beneath.</summary>
    /// <param name="value">The value.</param>
    /// <param name="indent">Where the key stands.</param>
    public string AfterKey(JsonNode value, int indent) => IsShort(value)
        ? $" {Flow(value)}"
        : $"{newLine}{Blanks(Beneath(value, indent))}{Block(value, Beneath(value, indent))}";

    /// <summary>A value as a block, without the blanks before its first line and the end of its last one.</summary>
    /// <param name="value">The value.</param>
    /// <param name="indent">Where its first line starts.</param>
    public string Block(JsonNode value, int indent) => value switch
    {
        _ when IsShort(value) => Flow(value),
        JsonObject map => string.Join(
            $"{newLine}{Blanks(indent)}", map.Select(entry => $"{Key(entry.Key)}{AfterKey(entry.Value!, indent)}")),
        JsonArray list => string.Join($"{newLine}{Blanks(indent)}", list.Select(item => $"- {Block(item!, indent + 2)}")),
        _ => Flow(value),
    };

    private int Beneath(JsonNode value, int indent) => value is JsonArray && !indentsLists ? indent : indent + 2;

    // What holds nothing but scalars is written in braces where the manifest does so, and what holds nothing everywhere.
    private bool IsShort(JsonNode value) => value switch
    {
        JsonObject map => map.Count == 0 || (hasFlow && map.All(entry => entry.Value is JsonValue)),
        JsonArray list => list.Count == 0 || (hasFlow && list.All(item => item is JsonValue)),
        _ => true,
    };

    private string Scalar(JsonNode value)
    {
        var json = value.ToJsonString(Quoting);
        return isJson || value.GetValueKind() != JsonValueKind.String || !IsPlain(value.GetValue<string>()) ? json : value.GetValue<string>();
    }

    // Labels and names mostly are; whatever else could be read as something else is quoted.
    private static bool IsPlain(string text) => text.Length > 0 && char.IsAsciiLetter(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '/') && YamlScalars.Resolve(text) == TreeKind.Text;

    private static string Blanks(int count) => new(' ', count);
}

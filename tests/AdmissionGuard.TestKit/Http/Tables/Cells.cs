using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>What stands in cells of more than one table.</summary>
internal sealed class Cells(TimeProvider time)
{
    /// <summary>The first column of nearly every table.</summary>
    public static readonly Column Name = new("Name", At("metadata.name"));

    /// <summary>The last one of nearly every table.</summary>
    public Column Age => new("Age", Since("metadata.creationTimestamp"));

    /// <summary>The value at a dotted path as text; empty when there is none.</summary>
    public static Func<JsonObject, JsonNode?> At(string path) => node => Text(Find(node, path));

    /// <summary>How many entries the objects and lists at the top of the object have together.</summary>
    public static Func<JsonObject, JsonNode?> CountOf(params string[] fields) => node => fields.Sum(field => node[field] switch
    {
        JsonObject value => value.Count,
        JsonArray value => value.Count,
        _ => 0,
    });

    /// <summary>How long ago the time at a dotted path was, in kubectl's words.</summary>
    public Func<JsonObject, JsonNode?> Since(string path) => node => Ago(Text(Find(node, path)));

    /// <summary>A column of a custom resource.</summary>
    public Column Custom(PrinterColumn column)
    {
        var path = column.Path.TrimStart('.').Replace("\\.", "\u0001", StringComparison.Ordinal);
        return new(column.Name, column.Type, column.Priority, node => column.Type switch
        {
            "date" => Find(node, path) is { } moment ? Ago(Text(moment)) : null,
            "string" => Find(node, path) is { } value ? Text(value) : null,
            _ => Find(node, path)?.DeepClone(),
        });
    }

    /// <summary>How long ago a time was; <c>&lt;unknown&gt;</c> for none.</summary>
    public string Ago(string moment) =>
        DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            ? HumanDuration.Of(time.GetUtcNow() - then)
            : "<unknown>";

    /// <summary>The node at a dotted path.</summary>
    public static JsonNode? Find(JsonNode node, string path)
    {
        JsonNode? found = node;
        foreach (var part in path.Split('.'))
        {
            found = (found as JsonObject)?[part.Replace('\u0001', '.')];
        }

        return found;
    }

    /// <summary>A scalar as text, anything else as JSON; empty for nothing.</summary>
    public static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => (string)value!,
        _ => node.ToJsonString(),
    };

    /// <summary>The objects in a list.</summary>
    public static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Texts joined by commas; <c>&lt;none&gt;</c> for none.</summary>
    public static string Joined(IEnumerable<string> parts)
    {
        var text = string.Join(",", parts.Where(part => part.Length > 0));
        return text.Length == 0 ? "<none>" : text;
    }
}

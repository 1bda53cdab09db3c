using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Decoding;

/// <summary>
/// Objects in the form in which Kubernetes holds them and writes them: fields in their declared order, maps sorted, nulls gone, structures
/// that are values always there, fields that nobody declared dropped.
/// </summary>
public static class ObjectForm
{
    /// <summary>As it stands in memory after decoding: <c>egress: []</c> is still told apart from no egress at all.</summary>
    public static JsonObject Decode(JsonObject value, Shape shape) => Structure(value, shape, keepsEmpty: true);

    /// <summary>As it is written, stored and sent: <c>egress: []</c> is gone, as <c>omitempty</c> has it.</summary>
    public static JsonObject Write(JsonObject value, Shape shape) => Structure(value, shape, keepsEmpty: false);

    private static JsonObject Structure(JsonObject value, Shape shape, bool keepsEmpty)
    {
        var result = new JsonObject();
        foreach (var field in shape.Fields)
        {
            if (value[field.Name] is { } given)
            {
                if (field.Presence != Presence.WhenNotEmpty || !IsLeftOut(given, keepsEmpty))
                {
                    result[field.Name] = Value(given, field.Shape, keepsEmpty);
                }
            }
            else if (field.Presence == Presence.Always)
            {
                result[field.Name] = Zero(field.Shape, keepsEmpty);
            }
        }

        if (shape.IsOpen)
        {
            foreach (var (name, given) in value)
            {
                if (given is not null && shape.Find(name) is null)
                {
                    result[name] = given.DeepClone();
                }
            }
        }

        return result;
    }

    private static JsonNode? Value(JsonNode? value, Shape shape, bool keepsEmpty) => (shape.Kind, value) switch
    {
        (ShapeKind.Structure, JsonObject map) => Structure(map, shape, keepsEmpty),
        (ShapeKind.Map, JsonObject map) => Sorted(map, shape.Element!, keepsEmpty),
        (ShapeKind.List, JsonArray list) => new JsonArray([.. list.Select(item => Value(item, shape.Element!, keepsEmpty))]),
        // A list of structures that holds a null holds an empty structure.
        (ShapeKind.Structure, null) => Structure([], shape, keepsEmpty),
        _ => value?.DeepClone(),
    };

    private static JsonObject Sorted(JsonObject map, Shape element, bool keepsEmpty) =>
        new(map.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, Value(pair.Value, element, keepsEmpty) ?? Zero(element, keepsEmpty))));

    private static JsonNode? Zero(Shape shape, bool keepsEmpty) => shape.Kind switch
    {
        ShapeKind.Structure => Structure([], shape, keepsEmpty),
        ShapeKind.Text => JsonValue.Create(""),
        ShapeKind.Integer => JsonValue.Create(0),
        ShapeKind.Flag => JsonValue.Create(false),
        _ => null,
    };

    private static bool IsLeftOut(JsonNode value, bool keepsEmpty) => value switch
    {
        JsonArray list => !keepsEmpty && list.Count == 0,
        JsonObject map => !keepsEmpty && map.Count == 0,
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>().Length == 0,
            JsonValueKind.Number => value.ToJsonString() == "0",
            JsonValueKind.False => true,
            _ => false,
        },
    };
}

using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>What tells the items of a keyed list or of a set apart, as the steps of a <see cref="FieldSet"/>.</summary>
internal static class ListItems
{
    // A key that is left out counts with its default: the only one among the keys described is a port's protocol.
    private const string DefaultedKey = "protocol";
    private const string DefaultProtocol = "TCP";

    /// <summary>The step of an item.</summary>
    public static string Step(JsonNode? item, Shape list)
    {
        if (list.IsSet)
        {
            return $"v:{item?.ToJsonString(FieldJson.Plain)}";
        }

        var keys = new JsonObject();
        foreach (var key in list.ListKeys.Order(StringComparer.Ordinal))
        {
            var value = (item as JsonObject)?[key]?.DeepClone();
            keys[key] = value ?? (key == DefaultedKey ? DefaultProtocol : null);
        }

        return $"k:{keys.ToJsonString(FieldJson.Plain)}";
    }

    /// <summary>The items of a list by step; of two with the same keys the first counts.</summary>
    public static Dictionary<string, JsonNode?> ByStep(JsonNode? list, Shape shape)
    {
        var result = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in list as JsonArray ?? [])
        {
            result.TryAdd(Step(item, shape), item);
        }

        return result;
    }

    /// <summary>Whether a list is owned item by item.</summary>
    public static bool HasItems(Shape shape) =>
        shape is { Kind: ShapeKind.List, IsAtomic: false } && (shape.IsSet || !shape.ListKeys.IsEmpty);
}

using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>Lays an applied configuration over an object, and takes out of it what nobody names any longer.</summary>
internal static class FieldMerge
{
    /// <summary>The configuration laid over a copy of the object: structures and keyed lists merged, everything else replaced.</summary>
    public static JsonObject Merge(JsonObject live, JsonObject configuration, Shape shape)
    {
        var result = (JsonObject)live.DeepClone();
        foreach (var (name, value) in configuration)
        {
            result[name] = Value(result[name], value, shape.FieldShape(name));
        }

        return result;
    }

    /// <summary>Takes places out of an object, with all that is below those that nobody else names anything in.</summary>
    /// <param name="value">Changed in place.</param>
    /// <param name="doomed">The places that go.</param>
    /// <param name="kept">The places that somebody names.</param>
    /// <param name="shape">The shape of the value.</param>
    public static void Remove(JsonObject value, FieldSet doomed, FieldSet kept, Shape shape)
    {
        foreach (var (step, below) in doomed.Below)
        {
            var name = step[2..];
            if (value[name] is not { } child)
            {
                continue;
            }

            var field = shape.FieldShape(name);
            var keptBelow = kept.Under(step);
            RemoveBelow(child, below, keptBelow, field);
            if (keptBelow.IsEmpty && (below.IsMember || IsHollow(child)) && shape.Find(name) is not { Presence: Presence.Always })
            {
                value.Remove(name);
            }
        }
    }

    private static void RemoveBelow(JsonNode value, FieldSet doomed, FieldSet kept, Shape shape)
    {
        if (value is JsonObject map && !shape.IsAtomic)
        {
            Remove(map, doomed, kept, shape);
        }
        else if (value is JsonArray list && ListItems.HasItems(shape))
        {
            for (var at = list.Count - 1; at >= 0; at--)
            {
                var step = ListItems.Step(list[at], shape);
                if (!doomed.Below.TryGetValue(step, out var below))
                {
                    continue;
                }

                if (below.IsMember && kept.Under(step).IsEmpty)
                {
                    list.RemoveAt(at);
                }
                else if (list[at] is JsonObject item)
                {
                    Remove(item, below, kept.Under(step), shape.Element!);
                }
            }
        }
    }

    private static bool IsHollow(JsonNode value) => value is JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static JsonNode? Value(JsonNode? live, JsonNode? applied, Shape shape) => (live, applied) switch
    {
        (JsonObject old, JsonObject map) when !shape.IsAtomic => Merge(old, map, shape),
        (JsonArray old, JsonArray list) when ListItems.HasItems(shape) => Items(old, list, shape),
        _ => applied?.DeepClone(),
    };

    private static JsonArray Items(JsonArray live, JsonArray applied, Shape shape)
    {
        var changes = ListItems.ByStep(applied, shape);
        var result = new JsonArray();
        foreach (var item in live)
        {
            var isChanged = changes.Remove(ListItems.Step(item, shape), out var change);
            result.Add(isChanged ? Value(item, change, shape.Element!) : item?.DeepClone());
        }

        foreach (var item in changes.Values)
        {
            result.Add(item?.DeepClone());
        }

        return result;
    }
}

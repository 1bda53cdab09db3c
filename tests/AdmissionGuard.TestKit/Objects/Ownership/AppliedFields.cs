using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>The places that an applied configuration names: what its manager then owns.</summary>
public static class AppliedFields
{
    /// <summary>The places of a configuration; an empty list and an empty structure are places too (<c>egress: []</c>).</summary>
    public static FieldSet Of(JsonObject configuration, Shape shape) => Fields(FieldSet.Empty, [], configuration, shape);

    private static FieldSet Fields(FieldSet found, ImmutableList<string> place, JsonObject map, Shape shape)
    {
        foreach (var (name, value) in map)
        {
            var here = place.Add($"f:{name}");
            found = Value(found, here, value, shape.FieldShape(name));
            // A key of a map is a place of its own; the field of a structure is one only when nothing stands below it.
            if (shape.Kind == ShapeKind.Map || value is null or JsonObject { Count: 0 })
            {
                found = found.With(here);
            }
        }

        return found;
    }

    private static FieldSet Value(FieldSet found, ImmutableList<string> place, JsonNode? value, Shape shape) => value switch
    {
        JsonObject map when !shape.IsAtomic => Fields(found, place, map, shape),
        JsonArray list when ListItems.HasItems(shape) => list.Aggregate(found, (set, item) => Item(set, place, item, shape)),
        _ => found.With(place),
    };

    private static FieldSet Item(FieldSet found, ImmutableList<string> place, JsonNode? item, Shape list)
    {
        var here = place.Add(ListItems.Step(item, list));
        return Value(found, here, item, list.Element!).With(here);
    }
}

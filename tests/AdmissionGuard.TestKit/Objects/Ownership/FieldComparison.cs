using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>What differs between two objects, place by place.</summary>
/// <param name="Added">Only in the new one: the places and everything below them.</param>
/// <param name="Modified">In both, with other values.</param>
/// <param name="Removed">Only in the old one.</param>
public sealed record FieldComparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    private static readonly FieldComparison Same = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);

    /// <summary>What somebody wrote: added or modified.</summary>
    public FieldSet Written => Added.Union(Modified);

    /// <summary>Compares two objects in the form in which they are written.</summary>
    public static FieldComparison Of(JsonObject old, JsonObject current, Shape shape) => Fields(Same, [], old, current, shape);

    private static FieldComparison Fields(
        FieldComparison found, ImmutableList<string> place, JsonObject old, JsonObject current, Shape shape)
    {
        foreach (var name in old.Select(pair => pair.Key).Union(current.Select(pair => pair.Key), StringComparer.Ordinal))
        {
            var here = new Sides(
                old.TryGetPropertyValue(name, out var before), before, current.TryGetPropertyValue(name, out var after), after);
            found = Value(found, place.Add($"f:{name}"), here, shape.FieldShape(name));
        }

        return found;
    }

    private static FieldComparison Value(FieldComparison found, ImmutableList<string> place, Sides sides, Shape shape)
    {
        if (shape.IsAtomic || sides.AreEmpty)
        {
            return Leaf(found, place, sides);
        }

        if (ListItems.HasItems(shape))
        {
            return Presence(Items(found, place, sides, shape), place, sides);
        }

        // Something else than an object stands on one side: nothing below can be compared.
        if (sides.Old is not (null or JsonObject) || sides.Current is not (null or JsonObject))
        {
            return Leaf(found, place, sides);
        }

        return Presence(
            Fields(found, place, sides.Old as JsonObject ?? [], sides.Current as JsonObject ?? [], shape), place, sides);
    }

    private static FieldComparison Items(FieldComparison found, ImmutableList<string> place, Sides sides, Shape shape)
    {
        var (old, current) = (ListItems.ByStep(sides.Old, shape), ListItems.ByStep(sides.Current, shape));
        foreach (var step in old.Keys.Union(current.Keys, StringComparer.Ordinal))
        {
            var here = new Sides(old.TryGetValue(step, out var before), before, current.TryGetValue(step, out var after), after);
            found = Value(found, place.Add(step), here, shape.Element!);
        }

        return found;
    }

    private static FieldComparison Leaf(FieldComparison found, ImmutableList<string> place, Sides sides) =>
        sides.HasOld && sides.HasCurrent && !JsonNode.DeepEquals(sides.Old, sides.Current)
            ? found with { Modified = found.Modified.With(place) }
            : Presence(found, place, sides);

    private static FieldComparison Presence(FieldComparison found, ImmutableList<string> place, Sides sides) => sides switch
    {
        { HasOld: false } => found with { Added = found.Added.With(place) },
        { HasCurrent: false } => found with { Removed = found.Removed.With(place) },
        _ => found,
    };

    // A null that is there is not the same as nothing at all: an empty Pod has "containers": null.
    private readonly record struct Sides(bool HasOld, JsonNode? Old, bool HasCurrent, JsonNode? Current)
    {
        public bool AreEmpty => IsEmpty(Old) && IsEmpty(Current);

        private static bool IsEmpty(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };
    }
}

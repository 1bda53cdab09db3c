using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>
/// A set of places in an object, as a tree in the form of <c>fieldsV1</c>: a step is <c>f:name</c>, <c>k:{"name":"c"}</c> (an item of a
/// keyed list) or <c>v:"x"</c> (an item of a set).
/// </summary>
/// <param name="IsMember">Whether this place itself is in the set; written as <c>.</c> when places below it are too.</param>
/// <param name="Below">The places below, by step, in the order in which they are written.</param>
public sealed record FieldSet(bool IsMember, ImmutableSortedDictionary<string, FieldSet> Below)
{
    private const string Self = ".";

    /// <summary>No place.</summary>
    public static readonly FieldSet Empty = new(false, ImmutableSortedDictionary.Create<string, FieldSet>(StringComparer.Ordinal));

    private static readonly FieldSet Member = Empty with { IsMember = true };

    /// <summary>Whether it holds no place.</summary>
    public bool IsEmpty => !IsMember && Below.IsEmpty;

    /// <summary>The places, from the root, in order.</summary>
    public IEnumerable<ImmutableList<string>> Places => PlacesBelow([]);

    /// <summary>Reads what stands in <c>fieldsV1</c>.</summary>
    public static FieldSet FromJson(JsonObject fields)
    {
        var below = fields.Where(pair => pair.Key != Self).ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => pair.Value is JsonObject { Count: > 0 } map ? FromJson(map) : Member,
            StringComparer.Ordinal);
        return new FieldSet(fields.ContainsKey(Self), below);
    }

    /// <summary>As it stands in <c>fieldsV1</c>.</summary>
    public JsonObject ToJson()
    {
        var result = new JsonObject();
        if (IsMember && !Below.IsEmpty)
        {
            result[Self] = new JsonObject();
        }

        foreach (var (step, set) in Below)
        {
            result[step] = set.ToJson();
        }

        return result;
    }

    /// <summary>With one more place.</summary>
    public FieldSet With(ImmutableList<string> place) => place.IsEmpty
        ? this with { IsMember = true }
        : this with { Below = Below.SetItem(place[0], Under(place[0]).With(place.RemoveAt(0))) };

    /// <summary>The set below a step; empty when there is none.</summary>
    public FieldSet Under(string step) => Below.GetValueOrDefault(step, Empty);

    /// <summary>The places of either.</summary>
    public FieldSet Union(FieldSet other) => Combine(other, (left, right) => left || right);

    /// <summary>The places of this one that the other does not hold; a place below another's is held by itself only.</summary>
    public FieldSet Except(FieldSet other) => Combine(other, (left, right) => left && !right);

    /// <summary>The places of both.</summary>
    public FieldSet Intersect(FieldSet other) => Combine(other, (left, right) => left && right);

    /// <summary>A place as conflicts name it: <c>.spec.containers[name="c"].image</c>.</summary>
    public static string Text(ImmutableList<string> place)
    {
        var text = new StringBuilder();
        foreach (var step in place)
        {
            var rest = step[2..];
            text.Append(step[0] switch
            {
                'f' => $".{rest}",
                'k' => $"[{string.Join(',', JsonNode.Parse(rest)!.AsObject().Select(pair => $"{pair.Key}={pair.Value?.ToJsonString()}"))}]",
                _ => $"[={rest}]",
            });
        }

        return text.ToString();
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> holds)
    {
        var below = ImmutableSortedDictionary.CreateBuilder<string, FieldSet>(StringComparer.Ordinal);
        foreach (var step in Below.Keys.Union(other.Below.Keys, StringComparer.Ordinal))
        {
            var set = Under(step).Combine(other.Under(step), holds);
            if (!set.IsEmpty)
            {
                below[step] = set;
            }
        }

        return new FieldSet(holds(IsMember, other.IsMember), below.ToImmutable());
    }

    private IEnumerable<ImmutableList<string>> PlacesBelow(ImmutableList<string> here)
    {
        if (IsMember)
        {
            yield return here;
        }

        foreach (var place in Below.SelectMany(pair => pair.Value.PlacesBelow(here.Add(pair.Key))))
        {
            yield return place;
        }
    }
}

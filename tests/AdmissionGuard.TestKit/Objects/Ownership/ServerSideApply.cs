using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>Other managers own what an apply would change, and it does not insist.</summary>
/// <param name="conflicts">The places, each with its owner, in the order in which they are told.</param>
public sealed class ApplyConflictException(ImmutableArray<(FieldOwner Owner, ImmutableList<string> Place)> conflicts)
    : Exception(Text(conflicts))
{
    /// <summary>The places, each with its owner.</summary>
    public ImmutableArray<(FieldOwner Owner, ImmutableList<string> Place)> Conflicts { get; } = conflicts;

    private static string Text(ImmutableArray<(FieldOwner Owner, ImmutableList<string> Place)> conflicts)
    {
        if (conflicts is [var only])
        {
            return $"Apply failed with 1 conflict: conflict with {only.Owner}: {FieldSet.Text(only.Place)}";
        }

        var lines = conflicts.GroupBy(conflict => conflict.Owner.ToString(), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.Select(conflict => $"- {FieldSet.Text(conflict.Place)}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Length} conflicts: {string.Join('\n', lines)}";
    }
}

/// <summary>
/// Server-side apply: a manager's fields are those of its last configuration. What it named before and names no longer goes, unless
/// somebody else owns it; what another manager owns is not changed without force.
/// </summary>
public static class ServerSideApply
{
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>Applies a configuration.</summary>
    /// <param name="live">As it stands in the store; null when there is no such object yet.</param>
    /// <param name="configuration">What is applied, without managedFields.</param>
    /// <param name="shape">The kind's shape.</param>
    /// <param name="writer">Who applies.</param>
    /// <param name="force">Whether to take over what others own.</param>
    /// <returns>The object, not yet defaulted, with its new managedFields.</returns>
    /// <exception cref="ApplyConflictException">Others own what would change.</exception>
    public static JsonObject Apply(JsonObject? live, JsonObject configuration, Shape shape, Writer writer, bool force)
    {
        var owners = Owners(live, shape, writer);
        var mine = new FieldOwner(
            writer.Manager,
            FieldOwner.Apply,
            writer.ApiVersion,
            writer.Subresource,
            writer.Time,
            Unowned.Without(AppliedFields.Of(configuration, shape)));
        var last = owners.FirstOrDefault(mine.IsSame);
        var others = owners.Where(owner => !owner.IsSame(mine)).ToImmutableArray();
        var before = ObjectForm.Write(live ?? [], shape);
        var merged = FieldMerge.Merge(before, configuration, shape);
        if (last is not null)
        {
            var kept = others.Append(mine).Aggregate(FieldSet.Empty, (set, owner) => set.Union(owner.Fields));
            FieldMerge.Remove(merged, last.Fields.Except(kept), kept, shape);
        }

        var comparison = FieldComparison.Of(Owned(before), Owned(merged), shape);
        var conflicts = Conflicts(others, comparison.Written);
        if (!force && !conflicts.IsEmpty)
        {
            throw new ApplyConflictException(conflicts);
        }

        var isSame = live is not null && JsonNode.DeepEquals(Owned(before), Owned(merged));
        var result = others.Select(owner => owner with { Fields = owner.Fields.Except(comparison.Written).Except(comparison.Removed) })
            .Append(isSame && last is not null ? mine with { Time = last.Time } : mine)
            .Where(owner => !owner.Fields.IsEmpty);
        merged["metadata"]!["managedFields"] = ManagedFields.Write(result);
        return merged;
    }

    // What was there before anybody applied belongs to a manager of that name, so that an apply does not silently take it over.
    private static ImmutableArray<FieldOwner> Owners(JsonObject? live, Shape shape, Writer writer)
    {
        var owners = ManagedFields.Read(live?["metadata"]?["managedFields"]);
        if (live is null || !owners.IsEmpty)
        {
            return owners;
        }

        var all = FieldComparison.Of(OwnedUpdate.Comparable([], shape, ""), OwnedUpdate.Comparable(live, shape, ""), shape).Written;
        return [new FieldOwner(BeforeFirstApply, FieldOwner.Update, writer.ApiVersion, "", writer.Time, all)];
    }

    private static ImmutableArray<(FieldOwner Owner, ImmutableList<string> Place)> Conflicts(
        ImmutableArray<FieldOwner> others, FieldSet written) =>
        [.. others.SelectMany(owner => owner.Fields.Intersect(written).Places.Select(place => (owner, place)))];

    private static JsonObject Owned(JsonObject value)
    {
        var result = (JsonObject)value.DeepClone();
        Unowned.Strip(result);
        return result;
    }
}

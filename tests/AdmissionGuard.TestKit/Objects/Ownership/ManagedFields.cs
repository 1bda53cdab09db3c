using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>Who owns fields: one entry of <c>metadata.managedFields</c>.</summary>
/// <param name="Manager">Its name.</param>
/// <param name="Operation"><c>Apply</c> or <c>Update</c>.</param>
/// <param name="ApiVersion">The version in which it wrote.</param>
/// <param name="Subresource">Such as <c>status</c>; empty for the object itself.</param>
/// <param name="Time">When it last changed something; null when it never did.</param>
/// <param name="Fields">What it owns.</param>
public sealed record FieldOwner(string Manager, string Operation, string ApiVersion, string Subresource, string? Time, FieldSet Fields)
{
    /// <summary>The operation of a server-side apply.</summary>
    public const string Apply = "Apply";

    /// <summary>The operation of every other write.</summary>
    public const string Update = "Update";

    /// <summary>Whether another entry is this one's: an applier is the same in every version.</summary>
    public bool IsSame(FieldOwner other) =>
        Manager == other.Manager && Operation == other.Operation && Subresource == other.Subresource &&
        (Operation == Apply || ApiVersion == other.ApiVersion);

    /// <summary>As conflicts name it: <c>"kubectl-create" using networking.k8s.io/v1</c>.</summary>
    public override string ToString() =>
        $"\"{Manager}\"" + (Subresource.Length == 0 ? "" : $" with subresource \"{Subresource}\"") +
        (Operation == Update ? $" using {ApiVersion}" : "");
}

/// <summary>Reads and writes <c>metadata.managedFields</c>.</summary>
public static class ManagedFields
{
    /// <summary>Reads the list; null and an empty list say that nobody owns anything.</summary>
    /// <exception cref="FormatException">An entry lacks what it must have.</exception>
    public static ImmutableArray<FieldOwner> Read(JsonNode? list) =>
        [.. (list as JsonArray ?? []).Select(item => Entry(item as JsonObject ?? []))];

    /// <summary>Writes the list in the API server's order: appliers first, then by time, then by name.</summary>
    public static JsonArray Write(IEnumerable<FieldOwner> owners) =>
        new([.. owners
            .OrderBy(owner => owner.Operation, StringComparer.Ordinal)
            .ThenBy(owner => owner.Time, StringComparer.Ordinal)
            .ThenBy(owner => owner.Manager, StringComparer.Ordinal)
            .ThenBy(owner => owner.ApiVersion, StringComparer.Ordinal)
            .ThenBy(owner => owner.Subresource, StringComparer.Ordinal)
            .Select(Entry)]);

    private static FieldOwner Entry(JsonObject entry)
    {
        var operation = Text(entry, "operation");
        if (operation is not (FieldOwner.Apply or FieldOwner.Update))
        {
            throw new FormatException($"metadata.managedFields: operation must be Apply or Update, not \"{operation}\"");
        }

        if (Text(entry, "fieldsType") != "FieldsV1")
        {
            throw new FormatException("metadata.managedFields: fieldsType must be FieldsV1");
        }

        return new FieldOwner(
            Text(entry, "manager"),
            operation,
            Text(entry, "apiVersion"),
            Text(entry, "subresource"),
            entry["time"]?.GetValue<string>(),
            FieldSet.FromJson(entry["fieldsV1"] as JsonObject ?? []));
    }

    private static JsonObject Entry(FieldOwner owner)
    {
        var entry = new JsonObject
        {
            ["manager"] = owner.Manager,
            ["operation"] = owner.Operation,
            ["apiVersion"] = owner.ApiVersion,
        };
        if (owner.Time is not null)
        {
            entry["time"] = owner.Time;
        }

        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = owner.Fields.ToJson();
        if (owner.Subresource.Length > 0)
        {
            entry["subresource"] = owner.Subresource;
        }

        return entry;
    }

    private static string Text(JsonObject entry, string name) => entry[name]?.GetValue<string>() ?? "";
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>Ownership after a create, an update or a patch: who changes a field owns it, and nobody else does.</summary>
public static class OwnedUpdate
{
    /// <summary>The managedFields that a written object gets.</summary>
    /// <param name="live">As it stands in the store; null on a create.</param>
    /// <param name="updated">As it is to be, defaulted; its own managedFields count, so that they can be edited.</param>
    /// <param name="shape">The kind's shape.</param>
    /// <param name="writer">Who writes.</param>
    public static JsonArray Owners(JsonObject? live, JsonObject updated, Shape shape, Writer writer)
    {
        var owners = Current(live, updated, writer.Subresource);
        var comparison = FieldComparison.Of(
            Comparable(live ?? [], shape, writer.Subresource), Comparable(updated, shape, writer.Subresource), shape);
        var written = comparison.Written;
        var result = owners.Select(owner => owner with { Fields = owner.Fields.Except(written).Except(comparison.Removed) }).ToList();
        if (!written.IsEmpty)
        {
            var mine = new FieldOwner(writer.Manager, FieldOwner.Update, writer.ApiVersion, writer.Subresource, writer.Time, written);
            var at = result.FindIndex(mine.IsSame);
            if (at >= 0)
            {
                result[at] = mine with { Fields = result[at].Fields.Union(written) };
            }
            else
            {
                result.Add(mine);
            }
        }

        return ManagedFields.Write(result.Where(owner => !owner.Fields.IsEmpty));
    }

    /// <summary>What of an object can be owned by a write: the status only through its own path, and the object only beside it.</summary>
    internal static JsonObject Comparable(JsonObject value, Shape shape, string subresource)
    {
        var result = ObjectForm.Write(value, shape);
        Unowned.Strip(result);
        if (subresource == "status")
        {
            return new JsonObject { ["status"] = result["status"]?.DeepClone() };
        }

        result.Remove("status");
        return result;
    }

    private static ImmutableArray<FieldOwner> Current(JsonObject? live, JsonObject updated, string subresource)
    {
        var given = updated["metadata"]?["managedFields"] as JsonArray;
        // One empty entry is how a client takes all ownership away.
        if (given is [JsonObject { Count: 0 }])
        {
            return [];
        }

        if (subresource.Length == 0 && given is { Count: > 0 })
        {
            try
            {
                return ManagedFields.Read(given);
            }
            catch (FormatException)
            {
                // What cannot be read does not count, as on the API server: the stored owners stay.
            }
        }

        return ManagedFields.Read(live?["metadata"]?["managedFields"]);
    }
}

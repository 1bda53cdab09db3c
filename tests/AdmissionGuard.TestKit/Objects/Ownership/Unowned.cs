using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>The fields that nobody owns: what tells the object apart, and what the API server writes itself.</summary>
internal static class Unowned
{
    private static readonly string[] Metadata =
        ["name", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"];

    /// <summary>Takes them out of an object.</summary>
    public static void Strip(JsonObject value)
    {
        value.Remove("apiVersion");
        value.Remove("kind");
        if (value["metadata"] is JsonObject metadata)
        {
            foreach (var name in Metadata)
            {
                metadata.Remove(name);
            }
        }
    }

    /// <summary>The places of an object that somebody can own.</summary>
    public static FieldSet Without(FieldSet places)
    {
        var unowned = Metadata.Aggregate(FieldSet.Empty, (set, name) => set.With(["f:metadata", $"f:{name}"]))
            .With(["f:apiVersion"]).With(["f:kind"]).With(["f:metadata"]);
        return places.Except(unowned);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http;

/// <summary>A stored object as answers show it.</summary>
public static class ObjectViews
{
    /// <summary>With its kind, as a tree.</summary>
    public static JsonObject Whole(ResourceKind kind, StoredObject stored)
    {
        var whole = JsonNode.Parse(StoredBytes(kind, stored))!.AsObject();
        FieldNames.Show(kind, whole);
        return whole;
    }

    /// <summary>With its kind, as bytes.</summary>
    public static byte[] WholeBytes(ResourceKind kind, StoredObject stored) =>
        kind.Renamed.Count == 0 ? StoredBytes(kind, stored) : ObjectJson.Write(Whole(kind, stored));

    /// <summary>As an item of a list: built-in kinds leave their kind to the list.</summary>
    public static JsonObject Item(ResourceKind kind, StoredObject stored)
    {
        var item = Whole(kind, stored);
        if (!kind.IsCustom)
        {
            item.Remove("kind");
            item.Remove("apiVersion");
        }

        return item;
    }

    /// <summary>How the bytes of an object begin before those that are stored.</summary>
    public static byte[] Opening(ResourceKind kind) => Encoding.UTF8.GetBytes(kind.IsCustom
        ? $$"""{"apiVersion":"{{kind.ApiVersion}}","kind":"{{kind.Kind}}","""
        : $$"""{"kind":"{{kind.Kind}}","apiVersion":"{{kind.ApiVersion}}",""");

    /// <summary>A <c>PartialObjectMetadata</c>.</summary>
    public static JsonObject MetadataOnly(StoredObject stored)
    {
        var node = stored.ToNode();
        var metadata = node["metadata"];
        node.Remove("metadata");
        return new() { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = metadata };
    }

    private static byte[] StoredBytes(ResourceKind kind, StoredObject stored) => [.. Opening(kind), .. stored.Json.Span[1..]];
}

using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http;

/// <summary>A stored object as answers show it.</summary>
public static class ObjectViews
{
    /// <summary>With its kind, as a tree.</summary>
    public static JsonObject Whole(ResourceKind kind, StoredObject stored) =>
        JsonNode.Parse(WholeBytes(kind, stored))!.AsObject();

    /// <summary>With its kind, as bytes.</summary>
    public static byte[] WholeBytes(ResourceKind kind, StoredObject stored) => [.. Opening(kind), .. stored.Json.Span[1..]];

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
}

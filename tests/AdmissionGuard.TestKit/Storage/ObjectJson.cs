using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>Objects as bytes, written as Go writes them: metadata first and in the order of its fields, no needless escapes.</summary>
public static class ObjectJson
{
    private static readonly string[] MetadataOrder =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    /// <summary>How all JSON is written here.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How it is written for people.</summary>
    public static readonly JsonWriterOptions Indented =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>Any tree as bytes.</summary>
    public static byte[] Write(JsonNode node, bool indented = false)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact))
        {
            node.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    /// <summary>An object as it is stored under a version.</summary>
    internal static byte[] Stamp(JsonObject value, long version)
    {
        var metadata = value["metadata"]!.AsObject();
        metadata["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        var ordered = new JsonObject { ["metadata"] = InOrder(metadata) };
        value.Remove("metadata");
        value.Remove("kind");
        value.Remove("apiVersion");
        MoveAll(value, ordered);
        return Write(ordered);
    }

    /// <summary>An object as it would be stored, under the version that it says it has.</summary>
    internal static byte[] Stored(JsonObject value)
    {
        var copy = value.DeepClone().AsObject();
        copy.Remove("kind");
        copy.Remove("apiVersion");
        return Write(copy);
    }

    /// <summary>An object as a dry run shows it: stored nowhere, and so without a version.</summary>
    internal static byte[] WithoutVersion(JsonObject value)
    {
        var node = JsonNode.Parse(Stamp(value, 0))!.AsObject();
        node["metadata"]!.AsObject().Remove("resourceVersion");
        return Write(node);
    }

    private static JsonObject InOrder(JsonObject metadata)
    {
        var ordered = new JsonObject();
        foreach (var field in MetadataOrder)
        {
            if (metadata.Remove(field, out var value) && value is not null)
            {
                ordered[field] = value;
            }
        }

        MoveAll(metadata, ordered);
        return ordered;
    }

    private static void MoveAll(JsonObject from, JsonObject to)
    {
        foreach (var (field, value) in from.ToArray())
        {
            from.Remove(field);
            to[field] = value;
        }
    }
}

using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>
/// One version of an object: compact UTF-8 JSON without <c>kind</c> and <c>apiVersion</c>, as the items of a list are written.
/// </summary>
public sealed class StoredObject
{
    internal StoredObject(string @namespace, string name, long version, byte[] json)
    {
        Namespace = @namespace;
        Name = name;
        Version = version;
        Json = json;
        Key = KeyOf(@namespace, name);
    }

    /// <summary>Its namespace; empty for objects of the cluster.</summary>
    public string Namespace { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The resource version, also written inside.</summary>
    public long Version { get; }

    /// <summary>What is stored.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>What objects are ordered by: <c>namespace/name</c>, or the name alone, as in etcd.</summary>
    internal string Key { get; }

    /// <summary>Its labels, once somebody has asked for them: thousands of watches may ask of the same change.</summary>
    internal IReadOnlyDictionary<string, string>? KnownLabels { get; set; }

    /// <summary>The object as a tree of its own, without <c>kind</c> and <c>apiVersion</c>.</summary>
    public JsonObject ToNode() => JsonNode.Parse(Json.Span)!.AsObject();

    internal static string KeyOf(string @namespace, string name) => @namespace.Length == 0 ? name : $"{@namespace}/{name}";

    /// <summary>Something to search an ordered set with.</summary>
    internal static StoredObject Probe(string key) => new("", key, 0, []);

    internal sealed class ByKey : IComparer<StoredObject>
    {
        public static readonly ByKey Instance = new();

        public int Compare(StoredObject? x, StoredObject? y) => string.CompareOrdinal(x?.Key, y?.Key);
    }
}

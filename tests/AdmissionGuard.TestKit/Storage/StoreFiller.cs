using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>Fills a store with what <c>kubectl get -o json</c> printed.</summary>
public static class StoreFiller
{
    /// <summary>Stores one object or each object of a List, and the namespaces that they live in where those are missing.</summary>
    /// <returns>How many objects were stored.</returns>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON.</exception>
    /// <exception cref="ArgumentException">An object is of a kind that the server does not serve.</exception>
    public static int Fill(ObjectStore store, ReadOnlySpan<byte> json)
    {
        var root = JsonNode.Parse(json) as JsonObject ?? throw new ArgumentException("an object or a List is expected", nameof(json));
        var items = root["items"] is JsonArray list ? [.. list.OfType<JsonObject>()] : new List<JsonObject> { root };
        foreach (var item in items)
        {
            if ((string?)item["metadata"]?["namespace"] is { } space && store.Find(BuiltInResources.Namespaces, "", space) is null)
            {
                store.PutNamespace(space);
            }

            store.Put(item);
        }

        return items.Count;
    }
}

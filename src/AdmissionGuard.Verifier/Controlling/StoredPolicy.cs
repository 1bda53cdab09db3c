using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>A NetworkPolicy as it is stored, with what a receipt says of it.</summary>
/// <param name="Policy">What it means.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="Generation">Its <c>metadata.generation</c>.</param>
/// <param name="Spec">Its spec as the API server has it.</param>
internal sealed record StoredPolicy(NetworkPolicy Policy, string Uid, long Generation, JsonElement Spec)
{
    // A receipt that holds two specs has to stay far below the 1.5 MiB of an object in etcd.
    private const int MostBytesKept = 64 << 10;

    /// <summary>The spec, for a receipt; null when it is too long to be kept there.</summary>
    public JsonElement? Kept => Spec.GetRawText().Length <= MostBytesKept ? Spec : null;

    /// <summary>Reads what the API server answered.</summary>
    /// <exception cref="InvalidDataException">It is no policy that could be stored.</exception>
    public static StoredPolicy Of(JsonObject stored)
    {
        var spec = JsonSerializer.SerializeToElement(stored["spec"] as JsonObject ?? [], WritingJson.Default.JsonObject);
        return new StoredPolicy(
            Decode(JsonSerializer.SerializeToUtf8Bytes(stored, WritingJson.Default.JsonObject)),
            (string?)stored["metadata"]?["uid"] ?? "",
            (long?)stored["metadata"]?["generation"] ?? 0,
            spec);
    }

    /// <summary>The policy that a receipt has kept the spec of.</summary>
    /// <exception cref="InvalidDataException">What it has kept is none.</exception>
    public static NetworkPolicy Of(ObjectKey key, JsonElement spec) => Of(key, JsonObject.Create(spec) ?? []);

    /// <summary>The policy that a spec was kept of.</summary>
    /// <exception cref="InvalidDataException">What was kept is none.</exception>
    public static NetworkPolicy Of(ObjectKey key, JsonObject spec) => Decode(JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "NetworkPolicy",
            ["metadata"] = new JsonObject
            {
                ["namespace"] = key.Namespace,
                ["name"] = key.Name,
                ["uid"] = "kept",
                ["resourceVersion"] = "0",
            },
            ["spec"] = spec.DeepClone(),
        },
        WritingJson.Default.JsonObject));

    private static NetworkPolicy Decode(byte[] utf8)
    {
        var decoder = new ObjectDecoder<NetworkPolicy>(ResourceKinds.NetworkPolicies);
        return decoder.TryReadHead(utf8, out var head, out var problem) && decoder.TryDecode(utf8, head, out var item, out problem)
            ? item.Value
            : throw new InvalidDataException($"NetworkPolicy cannot be read: {problem}");
    }
}

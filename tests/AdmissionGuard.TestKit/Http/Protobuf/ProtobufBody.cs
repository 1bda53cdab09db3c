using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Protobuf;

/// <summary>
/// Reads bodies of <c>application/vnd.kubernetes.protobuf</c>: since v1.32 kubectl's typed clients send nothing else, as in
/// <c>auth can-i</c> and <c>create namespace</c>. Field numbers are those of the API's generated.proto files.
/// </summary>
internal static class ProtobufBody
{
    public const string ContentType = "application/vnd.kubernetes.protobuf";

    private static readonly Message Metadata = new()
    {
        [1] = ("name", null),
        [2] = ("generateName", null),
        [3] = ("namespace", null),
        [5] = ("uid", null),
        [6] = ("resourceVersion", null),
        [11] = ("labels", Message.Map),
        [12] = ("annotations", Message.Map),
    };

    private static readonly Dictionary<string, Message> Kinds = new(StringComparer.Ordinal)
    {
        ["Namespace"] = new() { [1] = ("metadata", Metadata) },
        ["ServiceAccount"] = new() { [1] = ("metadata", Metadata) },
        ["ConfigMap"] = new() { [1] = ("metadata", Metadata), [2] = ("data", Message.Map), [3] = ("binaryData", Message.BytesMap) },
        ["Secret"] = new() { [1] = ("metadata", Metadata), [2] = ("data", Message.BytesMap), [3] = ("type", null) },
        ["SelfSubjectReview"] = new() { [1] = ("metadata", Metadata) },
        ["SelfSubjectRulesReview"] = new()
        {
            [1] = ("metadata", Metadata),
            [2] = ("spec", new() { [1] = ("namespace", null) }),
        },
        ["SelfSubjectAccessReview"] = new()
        {
            [1] = ("metadata", Metadata),
            [2] = ("spec", new()
            {
                [1] = ("resourceAttributes", new()
                {
                    [1] = ("namespace", null),
                    [2] = ("verb", null),
                    [3] = ("group", null),
                    [4] = ("version", null),
                    [5] = ("resource", null),
                    [6] = ("subresource", null),
                    [7] = ("name", null),
                }),
                [2] = ("nonResourceAttributes", new() { [1] = ("path", null), [2] = ("verb", null) }),
            }),
        },
    };

    /// <summary>The object; null when its kind is not known here.</summary>
    /// <exception cref="FormatException">The bytes are no such body.</exception>
    public static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("k8s\0"u8))
        {
            throw new FormatException("protobuf: the body does not begin with k8s and a zero");
        }

        // runtime.Unknown: what it is, and the object's own bytes.
        var envelope = ProtobufFields.Split(body[4..]);
        var type = ProtobufFields.Split(envelope.FirstOrDefault(field => field.Number == 1).Bytes ?? []);
        string Named(int number) => ProtobufFields.Text(type.FirstOrDefault(field => field.Number == number).Bytes ?? []);
        if (!Kinds.TryGetValue(Named(2), out var message))
        {
            return null;
        }

        var value = new JsonObject { ["apiVersion"] = Named(1), ["kind"] = Named(2) };
        message.ReadInto(value, envelope.FirstOrDefault(field => field.Number == 2).Bytes ?? []);
        return value;
    }
}

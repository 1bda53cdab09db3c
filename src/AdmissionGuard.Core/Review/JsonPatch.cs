using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdmissionGuard.Core.Review;

/// <summary>One operation of a JSON Patch (RFC 6902).</summary>
/// <param name="Operation"><c>add</c>, <c>remove</c>, <c>replace</c> or <c>test</c>.</param>
/// <param name="Path">A JSON Pointer (RFC 6901), such as <c>/spec/egress/-</c>.</param>
/// <param name="Value">The value; null for <c>remove</c>. Not to be changed.</param>
public sealed record PatchOperation(string Operation, string Path, JsonNode? Value)
{
    internal static PatchOperation Add(string path, JsonNode value) => new("add", path, value);

    internal static PatchOperation Remove(string path) => new("remove", path, null);

    internal static PatchOperation Replace(string path, JsonNode value) => new("replace", path, value);

    internal static PatchOperation Test(string path, JsonNode value) => new("test", path, value);
}

/// <summary>
/// What has to change in a policy's manifest (JSON Patch, RFC 6902). It is made for the object as it was submitted, and good for it once
/// the API server has stored it with its defaults too.
/// </summary>
/// <param name="Operations">The operations, in order.</param>
public sealed record JsonPatch(ImmutableArray<PatchOperation> Operations)
{
    // What is read by people and pasted into shells needs no escapes for angle brackets.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonPatch Of(params IEnumerable<PatchOperation> operations) => new([.. operations]);

    /// <summary>Writes the list of operations.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartArray();
        foreach (var operation in Operations)
        {
            json.WriteStartObject();
            json.WriteString("op", operation.Operation);
            json.WriteString("path", operation.Path);
            if (operation.Value is { } value)
            {
                json.WritePropertyName("value");
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The operations on one line.</summary>
    public override string ToString()
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            Write(json);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}

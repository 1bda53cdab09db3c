using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Protobuf;
using AdmissionGuard.TestKit.Objects.Decoding;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Reads the bodies of requests.</summary>
internal static class RequestBody
{
    // What etcd and the API server together let through: 1.5 MiB of object, doubled for the old one, as MaxRequestBodyBytes says.
    private const int MaxBytes = 3 * 1024 * 1024;

    /// <summary>The body as bytes.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.Length <= MaxBytes
            ? buffer.ToArray()
            : throw new ApiStatusException(new(413, "RequestEntityTooLarge", $"limit is {MaxBytes}"));
    }

    /// <summary>The body as an object of the kind that the path names.</summary>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext context, ResourceKind kind) =>
        (JsonObject)(await ReadTextAsync(context, kind)).Node!;

    /// <summary>The same, with the keys that stand twice in it.</summary>
    public static async Task<ParsedText> ReadTextAsync(HttpContext context, ResourceKind kind)
    {
        var text = Decode(context.Request.ContentType ?? "", await ReadAsync(context));
        var value = (JsonObject)text.Node!;
        var (apiVersion, name) = ((string?)value["apiVersion"] ?? kind.ApiVersion, (string?)value["kind"] ?? kind.Kind);
        return apiVersion == kind.ApiVersion && name == kind.Kind
            ? text
            : throw new ApiStatusException(Statuses.BadRequest(
                $"the object provided is unrecognized (must be of type {kind.Kind}): {apiVersion} {name} was sent to {kind.VersionPath}"));
    }

    /// <summary>The options that come in the body of a delete; empty when there is none.</summary>
    public static async Task<JsonObject> ReadOptionsAsync(HttpContext context)
    {
        var bytes = await ReadAsync(context);
        if (bytes.Length == 0)
        {
            return [];
        }

        RequireJson(context.Request.ContentType ?? "");
        return (JsonObject)Parse(bytes).Node!;
    }

    private static ParsedText Decode(string contentType, byte[] body)
    {
        if (MediaType.Essence(contentType) is not ProtobufBody.ContentType)
        {
            RequireJson(contentType);
            return Parse(body);
        }

        try
        {
            return ProtobufBody.Read(body) is { } value
                ? new ParsedText(value, [])
                : throw new ApiStatusException(Statuses.UnsupportedMediaType("application/json"));
        }
        catch (FormatException broken)
        {
            throw new ApiStatusException(Statuses.BadRequest(broken.Message));
        }
    }

    /// <summary>Bytes as an object; anything else is a bad request.</summary>
    private static ParsedText Parse(byte[] bytes)
    {
        try
        {
            var text = JsonText.Parse(bytes);
            return text.Node is JsonObject
                ? text
                : throw new ApiStatusException(Statuses.BadRequest("couldn't get version/kind; json parse error: an object is expected"));
        }
        catch (JsonException broken)
        {
            throw new ApiStatusException(Statuses.BadRequest($"couldn't get version/kind; json parse error: {broken.Message}"));
        }
    }

    private static void RequireJson(string contentType)
    {
        if (MediaType.Essence(contentType) is not ("" or "application/json"))
        {
            throw new ApiStatusException(Statuses.UnsupportedMediaType("application/json"));
        }
    }
}

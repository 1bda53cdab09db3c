using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Patches;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Patches objects that exist: by operations, by merging, or by merging with the kind's table of keys.</summary>
internal sealed class PatchObject(UpdateObject update)
{
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    /// <summary>Patches one.</summary>
    /// <param name="mediaType">Says how the patch is to be read.</param>
    /// <param name="sent">The patch.</param>
    public Task<StoredObject> RunAsync(WriteRequest request, string mediaType, byte[] sent, CancellationToken cancellation)
    {
        if (request.Force is not null)
        {
            throw new ApiStatusException(Statuses.Invalid(
                "meta.k8s.io",
                "PatchOptions",
                "",
                ("FieldValueForbidden", "force", "Forbidden: may not be specified for non-apply patch")));
        }

        var patch = Parse(sent);
        return update.TransformAsync(
            request,
            old => SentObject.DecodePatched(request, Patched(request, mediaType, old, patch.Node), patch.Duplicates),
            cancellation);
    }

    private static JsonObject Patched(WriteRequest request, string mediaType, JsonObject old, JsonNode? patch) => mediaType switch
    {
        Json => Operations(old, patch),
        Merge => (JsonObject)MergePatch.Apply(old, Object(patch))!,
        Strategic when !request.Kind.IsCustom => MergedByKeys(request, old, Object(patch)),
        _ => throw new ApiStatusException(Statuses.UnsupportedMediaType(Accepted(request))),
    };

    private static string[] Accepted(WriteRequest request) =>
        request.Kind.IsCustom ? [Json, Merge, Apply] : [Json, Merge, Strategic, Apply];

    private static JsonObject Operations(JsonObject old, JsonNode? patch)
    {
        try
        {
            return JsonPatch.Apply(old, patch) as JsonObject ?? throw new PatchException("the patch leaves no object");
        }
        catch (FormatException malformed)
        {
            throw new ApiStatusException(Statuses.BadRequest(malformed.Message));
        }
        catch (PatchException)
        {
            // The API server does not tell which operation it was either.
            throw new ApiStatusException(
                new ApiStatus(422, "Invalid", "the server rejected our request due to an error in our request") { Details = [] });
        }
    }

    private static JsonObject MergedByKeys(WriteRequest request, JsonObject old, JsonObject patch)
    {
        try
        {
            return StrategicMergePatch.Apply(old, patch, request.Shape);
        }
        catch (PatchException malformed)
        {
            throw new ApiStatusException(Statuses.BadRequest(malformed.Message));
        }
    }

    private static JsonObject Object(JsonNode? patch) =>
        patch as JsonObject ?? throw new ApiStatusException(Statuses.BadRequest("error decoding patch: an object is expected"));

    private static ParsedText Parse(byte[] sent)
    {
        try
        {
            return JsonText.Parse(sent);
        }
        catch (JsonException broken)
        {
            throw new ApiStatusException(Statuses.BadRequest($"error decoding patch: {broken.Message}"));
        }
    }
}

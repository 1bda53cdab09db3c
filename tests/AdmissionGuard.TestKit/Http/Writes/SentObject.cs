using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Defaults;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>From what was sent to what the server holds in memory: checked against the kind's fields, in their order, defaulted.</summary>
internal static class SentObject
{
    /// <summary>Decodes an object that came as a whole.</summary>
    public static JsonObject Decode(WriteRequest request, ParsedText sent)
    {
        var kind = request.Kind;
        return Decode(request, sent.Node as JsonObject ?? [], sent.Duplicates, why => Statuses.BadRequest(
            $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {why}"));
    }

    /// <summary>Decodes what a patch made; what is wrong with it is then the patch's fault.</summary>
    public static JsonObject DecodePatched(WriteRequest request, JsonObject patched, ImmutableArray<string> duplicates) =>
        Decode(request, patched, duplicates, why => Statuses.Invalid(
            "", "", "", ("FieldValueInvalid", "patch", $"Invalid value: {Quoted(patched)}: {why}")));

    private static JsonObject Decode(
        WriteRequest request, JsonObject sent, ImmutableArray<string> duplicates, Func<string, ApiStatus> refusal)
    {
        var faults = duplicates.AddRange(UnknownFields(request, sent, refusal));
        if (faults.Length > 0 && request.FieldValidation == "Strict")
        {
            throw new ApiStatusException(refusal($"strict decoding error: {string.Join(", ", faults)}"));
        }

        // Without a word the API server warns.
        foreach (var fault in request.FieldValidation == "Ignore" ? [] : faults)
        {
            request.Warnings.Add(fault);
        }

        return Defaulted(request, sent);
    }

    /// <summary>An object in its kind's form, with what it leaves out.</summary>
    public static JsonObject Defaulted(WriteRequest request, JsonObject sent)
    {
        var value = ObjectForm.Decode(sent, request.Shape);
        ObjectDefaults.Fill(request.Kind.Group, request.Kind.Kind, value);
        return value;
    }

    private static string Quoted(JsonObject patched) => JsonValue.Create(patched.ToJsonString()).ToJsonString();

    private static ImmutableArray<string> UnknownFields(WriteRequest request, JsonObject sent, Func<string, ApiStatus> refusal)
    {
        try
        {
            return FieldCheck.Unknown(sent, request.Shape);
        }
        catch (DecodeException broken)
        {
            throw new ApiStatusException(refusal(broken.Message));
        }
    }
}

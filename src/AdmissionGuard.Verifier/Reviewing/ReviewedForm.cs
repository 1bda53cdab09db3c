using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Verifier.Controlling;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>How reviewed policies are written down: JSON, compressed, because ten thousand policies look much alike.</summary>
internal static class ReviewedForm
{
    /// <summary>Writes policies.</summary>
    /// <param name="policies">The policies, and what was reviewed of each.</param>
    /// <param name="mostBytes">The most that may come of it; where that is not enough, of the longest specs only digests are kept.</param>
    public static byte[] Write(IEnumerable<KeyValuePair<ObjectKey, ReviewedPolicy>> policies, int mostBytes)
    {
        List<PolicyForm> forms = [.. policies.OrderBy(pair => pair.Key).Select(pair => Of(pair.Key, pair.Value))];
        while (true)
        {
            var bytes = Compress(forms);
            if (bytes.Length <= mostBytes || !forms.Exists(form => form.Spec is not null))
            {
                return bytes;
            }

            var kept = forms.Where(form => form.Spec is not null).OrderByDescending(Length).ToList();
            var shortened = kept.Take((kept.Count + 7) / 8).ToHashSet();
            forms = [.. forms.Select(form => shortened.Contains(form) ? form with { Spec = null, Digest = form.SpecDigest() } : form)];
        }
    }

    /// <summary>Reads what was written.</summary>
    /// <exception cref="InvalidDataException">It is not what this program wrote.</exception>
    public static IEnumerable<KeyValuePair<ObjectKey, ReviewedPolicy>> Read(byte[] bytes)
    {
        try
        {
            using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var forms = JsonSerializer.Deserialize(stream, ReviewedJson.Default.ImmutableArrayPolicyForm);
            return [.. forms.Select(form => KeyValuePair.Create(new ObjectKey(form.Namespace, form.Name), Read(form)))];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{e.Path}: {e.Message}", e);
        }
    }

    private static int Length(PolicyForm form) => form.Spec!.ToJsonString().Length;

    private static byte[] Compress(IReadOnlyList<PolicyForm> forms)
    {
        using var bytes = new MemoryStream();
        using (var stream = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(stream, [.. forms], ReviewedJson.Default.ImmutableArrayPolicyForm);
        }

        return bytes.ToArray();
    }

    private static PolicyForm Of(ObjectKey key, ReviewedPolicy reviewed) => new()
    {
        Namespace = key.Namespace,
        Name = key.Name,
        Spec = reviewed.Policy is { } policy ? SpecJson.Of(policy.Spec) : null,
        Written = reviewed.Policy?.Written ?? WrittenFields.None,
        Acknowledgement = reviewed.Policy?.Acknowledgement,
        Digest = reviewed.Digest,
        Look = reviewed.Look is { } look
            ? new LookForm(look.Before is { } before ? SpecJson.Of(before.Spec) : null, look.Since, look.Due, look.Rules)
            : null,
    };

    private static ReviewedPolicy Read(PolicyForm form)
    {
        var key = new ObjectKey(form.Namespace, form.Name);
        return new ReviewedPolicy
        {
            Policy = Policy(key, form.Spec) is { } policy
                ? policy with { Written = form.Written, Acknowledgement = form.Acknowledgement }
                : null,
            Digest = form.Digest,
            Look = form.Look is { } look
                ? new PendingLook(Policy(key, look.Before), look.Since, look.Due, look.Rules.IsDefault ? [] : look.Rules)
                : null,
        };
    }

    private static NetworkPolicy? Policy(ObjectKey key, JsonObject? spec) => spec is null ? null : StoredPolicy.Of(key, spec);
}

/// <summary>A reviewed policy as it is written down.</summary>
internal sealed record PolicyForm
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public JsonObject? Spec { get; init; }

    public WrittenFields Written { get; init; }

    public string? Acknowledgement { get; init; }

    public string? Digest { get; init; }

    public LookForm? Look { get; init; }

    /// <summary>The digest of the spec.</summary>
    public string SpecDigest() => ReviewedPolicy.DigestOf(StoredPolicy.Of(new ObjectKey(Namespace, Name), Spec!).Spec);
}

/// <summary>A pending look as it is written down.</summary>
internal sealed record LookForm(JsonObject? Before, DateTimeOffset Since, DateTimeOffset Due, ImmutableArray<string> Rules);

/// <summary>How they are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ImmutableArray<PolicyForm>))]
internal sealed partial class ReviewedJson : JsonSerializerContext;

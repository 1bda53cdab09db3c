using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Writes answers as AdmissionReviews v1.</summary>
internal static class AnswerWriter
{
    /// <summary>
    /// Never 409 or 422, nor their reasons: Flux and <c>kubectl apply --force</c> take these for a reason to delete the policy and make it anew.
    /// </summary>
    public const int DenialCode = 403;

    // Quotes of names stay readable for who asks with curl: nobody shows this on a web page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one.</summary>
    public static void Write(IBufferWriter<byte> to, AdmissionAnswer answer)
    {
        using var json = new Utf8JsonWriter(to, Readable);
        json.WriteStartObject();
        json.WriteString("apiVersion", "admission.k8s.io/v1");
        json.WriteString("kind", "AdmissionReview");
        json.WriteStartObject("response");
        json.WriteString("uid", answer.Uid);
        json.WriteBoolean("allowed", answer.Denial is null);
        if (answer.Denial is { } message)
        {
            json.WriteStartObject("status");
            json.WriteNumber("code", DenialCode);
            json.WriteString("reason", "Forbidden");
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        if (!answer.Warnings.IsEmpty)
        {
            json.WriteStartArray("warnings");
            foreach (var warning in answer.Warnings)
            {
                json.WriteStringValue(warning);
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("auditAnnotations");
        foreach (var (key, value) in answer.Annotations)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

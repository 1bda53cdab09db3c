using System.Net;
using System.Text;
using System.Text.Json;

namespace AdmissionGuard.Load;

/// <summary>Holds answers against what each change has to be answered: a webhook that is fast and wrong is no webhook.</summary>
internal static class Expectation
{
    /// <summary>What is wrong with the answer of the webhook.</summary>
    public static string? OfWebhook(Review review, HttpStatusCode status, byte[] answer)
    {
        if (OfAnybody(review, status, answer) is { } problem)
        {
            return problem;
        }

        using var json = JsonDocument.Parse(answer);
        var said = json.RootElement.GetProperty("response").GetProperty("auditAnnotations");
        var verdict = said.GetProperty("verdict").GetString();
        var findings = said.TryGetProperty("findings", out var list) ? list.GetString() : "";
        return verdict == (review.Findings.Length == 0 ? "allow" : "warn") && findings == review.Findings
            ? null
            : $"{review.Kind} was to find \"{review.Findings}\", and got {verdict} \"{findings}\"";
    }

    /// <summary>What is wrong with an answer that has to allow.</summary>
    public static string? OfAnybody(Review review, HttpStatusCode status, byte[] answer) =>
        status == HttpStatusCode.OK && answer.AsSpan().IndexOf("\"allowed\":true"u8) >= 0
            ? null
            : $"{review.Kind} got HTTP {(int)status}: {Encoding.UTF8.GetString(answer)}";
}

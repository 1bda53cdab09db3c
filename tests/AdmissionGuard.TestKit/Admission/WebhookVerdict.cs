using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>What a webhook answered.</summary>
/// <param name="Refusal">The status that the client gets; null when the request is allowed.</param>
/// <param name="Warnings">Texts for the client, whether it is allowed or not.</param>
/// <param name="Annotations">For the audit log, with the webhook's name before each key.</param>
internal sealed record WebhookVerdict(
    ApiStatus? Refusal, ImmutableArray<string> Warnings, ImmutableArray<(string Key, string Value)> Annotations)
{
    /// <summary>Nothing to say.</summary>
    public static readonly WebhookVerdict Allowed = new(null, [], []);

    /// <summary>Reads an answer.</summary>
    /// <param name="name">The webhook.</param>
    /// <param name="review">What came back.</param>
    /// <param name="uid">What was asked.</param>
    /// <exception cref="WebhookCallException">It is no answer to that.</exception>
    public static WebhookVerdict Read(string name, JsonObject review, string uid)
    {
        const string Invalid = "received invalid webhook response";
        var (apiVersion, kind) = ((string?)review["apiVersion"] ?? "", (string?)review["kind"] ?? "");
        if (apiVersion != "admission.k8s.io/v1" || kind != "AdmissionReview")
        {
            throw new WebhookCallException(
                $"{Invalid}: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {apiVersion}, Kind={kind}");
        }

        var response = review["response"] as JsonObject ?? throw new WebhookCallException($"{Invalid}: webhook response was absent");
        if ((string?)response["uid"] != uid)
        {
            throw new WebhookCallException($"{Invalid}: expected response.uid=\"{uid}\", got \"{(string?)response["uid"]}\"");
        }

        return new WebhookVerdict(
            (bool?)response["allowed"] == true ? null : Refused(name, response["status"] as JsonObject ?? []),
            [.. (response["warnings"] as JsonArray ?? []).Select(warning => (string?)warning ?? "")],
            [.. (response["auditAnnotations"] as JsonObject ?? []).Select(pair => ($"{name}/{pair.Key}", (string?)pair.Value ?? ""))]);
    }

    // A rejection never has a code below 400; its message, else its reason, stands behind the webhook's name.
    private static ApiStatus Refused(string name, JsonObject status)
    {
        var reason = (string?)status["reason"] ?? "";
        var text = (string?)status["message"] is { Length: > 0 } message ? message : reason;
        var denied = $"admission webhook \"{name}\" denied the request";
        return new ApiStatus(
            (int)Math.Max(400, status["code"]?.Whole() ?? 0),
            reason,
            text.Length > 0 ? $"{denied}: {text}" : $"{denied} without explanation")
        {
            Details = (JsonObject?)status["details"]?.DeepClone(),
        };
    }
}

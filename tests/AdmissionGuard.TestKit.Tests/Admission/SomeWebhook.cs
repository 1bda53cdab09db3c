using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Admission;

namespace AdmissionGuard.TestKit.Tests.Admission;

/// <summary>Webhook configurations in tests.</summary>
internal static class SomeWebhook
{
    public const string Name = "networkpolicies.admission-guard.io";

    /// <summary>A configuration that sends every write of a NetworkPolicy to a webhook.</summary>
    /// <param name="more">Further fields of the webhook, as JSON.</param>
    public static JsonObject Configuration(ApiServer server, RecordingWebhook webhook, string more = "{}", string name = "guard")
    {
        var hook = Some.Object(
            $$"""
            {"name":"{{Name}}","clientConfig":{"url":"https://127.0.0.1:{{webhook.Port}}/validate","caBundle":"{{Bundle(server.CaPem)}}"},
            "rules":[{"apiGroups":["networking.k8s.io"],"apiVersions":["v1"],"operations":["CREATE","UPDATE","DELETE"],
            "resources":["networkpolicies"],"scope":"*"}],"failurePolicy":"Fail","sideEffects":"None","timeoutSeconds":5,
            "admissionReviewVersions":["v1"]}
            """);
        foreach (var (key, value) in Some.Object(more))
        {
            hook[key] = value?.DeepClone();
        }

        return new JsonObject
        {
            ["apiVersion"] = "admissionregistration.k8s.io/v1",
            ["kind"] = "ValidatingWebhookConfiguration",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["webhooks"] = new JsonArray(hook),
        };
    }

    public static string Bundle(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}

using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Defaults;

/// <summary>What a webhook configuration says when it says nothing (admissionregistration.k8s.io/v1).</summary>
internal static class WebhookDefaults
{
    /// <summary>Fills in policies, selectors, the timeout, and each rule's scope.</summary>
    public static void Fill(JsonObject configuration)
    {
        foreach (var webhook in (configuration["webhooks"] as JsonArray ?? []).OfType<JsonObject>())
        {
            webhook["failurePolicy"] ??= "Fail";
            webhook["matchPolicy"] ??= "Equivalent";
            webhook["namespaceSelector"] ??= new JsonObject();
            webhook["objectSelector"] ??= new JsonObject();
            webhook["timeoutSeconds"] ??= 10;
            foreach (var rule in (webhook["rules"] as JsonArray ?? []).OfType<JsonObject>())
            {
                rule["scope"] ??= "*";
            }

            if (webhook["clientConfig"]?["service"] is JsonObject service)
            {
                service["port"] ??= 443;
            }
        }
    }
}

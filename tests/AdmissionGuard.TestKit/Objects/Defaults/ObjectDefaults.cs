using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Defaults;

/// <summary>Fills in what an object leaves out, by its kind.</summary>
public static class ObjectDefaults
{
    /// <summary>What decoding fills in, on every write.</summary>
    /// <param name="group">The API group; empty for the core group.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="value">The object; changed in place.</param>
    public static void Fill(string group, string kind, JsonObject value)
    {
        switch (group, kind)
        {
            case ("networking.k8s.io", "NetworkPolicy"):
                NetworkPolicyDefaults.Fill(value);
                break;
            case ("", "Pod"):
                PodDefaults.Fill(value);
                break;
            case ("", "Service"):
                ServiceDefaults.Fill(value);
                break;
            case ("", "Namespace"):
                NamespaceDefaults.Fill(value);
                break;
            case ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration"):
                WebhookDefaults.Fill(value);
                break;
        }
    }

    /// <summary>What a create adds after that.</summary>
    public static void FillCreated(string group, string kind, JsonObject value)
    {
        switch (group, kind)
        {
            case ("", "Pod"):
                PodDefaults.FillCreated(value);
                break;
            case ("", "Namespace"):
                NamespaceDefaults.FillCreated(value);
                break;
        }
    }
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Validation;

/// <summary>What the API server refuses: names and labels of every kind, specs of NetworkPolicies, webhook configurations.</summary>
public static class ObjectValidation
{
    /// <summary>What is wrong with an object, in the API server's order; empty when nothing is.</summary>
    /// <param name="group">The API group; empty for the core group.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="value">The object, defaulted and named.</param>
    public static ImmutableArray<FieldFault> Check(string group, string kind, JsonObject value)
    {
        var metadata = value["metadata"] as JsonObject ?? [];
        var faults = Metadata(metadata, group.Length == 0 && kind is "Namespace" or "Service");
        return (group, kind) switch
        {
            ("networking.k8s.io", "NetworkPolicy") => [.. faults, .. NetworkPolicyValidation.Spec(value["spec"] as JsonObject ?? [])],
            ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration") =>
                [.. faults, .. WebhookValidation.Webhooks(value)],
            _ => [.. faults],
        };
    }

    private static IEnumerable<FieldFault> Metadata(JsonObject metadata, bool isLabel)
    {
        var name = metadata["name"]?.GetValue<string>() ?? "";
        if (name.Length == 0)
        {
            yield return FieldFault.Required("metadata.name", "name or generateName is required");
        }
        else
        {
            foreach (var fault in isLabel ? NameRules.Label(name) : NameRules.Subdomain(name))
            {
                yield return FieldFault.Invalid("metadata.name", name, fault);
            }
        }

        foreach (var fault in SelectorValidation.Labels(metadata["labels"] as JsonObject, "metadata.labels"))
        {
            yield return fault;
        }

        foreach (var (key, _) in metadata["annotations"] as JsonObject ?? [])
        {
            // Annotations may have capital letters in their prefix; labels may not.
            foreach (var fault in NameRules.QualifiedName(key.ToLowerInvariant()))
            {
                yield return FieldFault.Invalid("metadata.annotations", key, fault);
            }
        }
    }
}

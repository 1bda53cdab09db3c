using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Defaults;

/// <summary>What a NetworkPolicy says when it says nothing (pkg/apis/networking/v1/defaults.go).</summary>
internal static class NetworkPolicyDefaults
{
    /// <summary>Fills in protocols and policyTypes.</summary>
    public static void Fill(JsonObject policy)
    {
        if (policy["spec"] is not JsonObject spec)
        {
            return;
        }

        foreach (var rule in Rules(spec, "ingress").Concat(Rules(spec, "egress")))
        {
            foreach (var port in Rules(rule, "ports"))
            {
                port["protocol"] ??= "TCP";
            }
        }

        // "If this field is not specified, it will default based on the existence of ingress or egress rules": an empty list is none.
        if (spec["policyTypes"] is not JsonArray { Count: > 0 })
        {
            var hasEgress = spec["egress"] is JsonArray { Count: > 0 };
            spec["policyTypes"] = hasEgress ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        }
    }

    private static IEnumerable<JsonObject> Rules(JsonObject parent, string list) => (parent[list] as JsonArray ?? []).OfType<JsonObject>();
}

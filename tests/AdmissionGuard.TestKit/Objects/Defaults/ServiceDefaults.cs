using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Defaults;

/// <summary>What a Service says when it says nothing.</summary>
internal static class ServiceDefaults
{
    /// <summary>Fills in what decoding does.</summary>
    public static void Fill(JsonObject service)
    {
        if (service["spec"] is not JsonObject spec)
        {
            return;
        }

        spec["type"] ??= "ClusterIP";
        spec["sessionAffinity"] ??= "None";
        if (spec["type"]?.GetValue<string>() != "ExternalName")
        {
            spec["internalTrafficPolicy"] ??= "Cluster";
        }

        foreach (var port in (spec["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            port["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]?.DeepClone();
        }
    }

    /// <summary>Gives a new Service its address; one that exists keeps it.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="existing">As it stands in the store; null on a create.</param>
    /// <param name="nextAddress">A free address.</param>
    public static void Allocate(JsonObject service, JsonObject? existing, Func<string> nextAddress)
    {
        if (service["spec"] is not JsonObject spec || spec["type"]?.GetValue<string>() == "ExternalName")
        {
            return;
        }

        var kept = existing?["spec"] as JsonObject;
        spec["clusterIP"] ??= kept?["clusterIP"]?.DeepClone() ?? JsonValue.Create(nextAddress());
        spec["clusterIPs"] ??= new JsonArray(spec["clusterIP"]!.DeepClone());
        spec["ipFamilies"] ??= kept?["ipFamilies"]?.DeepClone() ?? new JsonArray("IPv4");
        spec["ipFamilyPolicy"] ??= kept?["ipFamilyPolicy"]?.DeepClone() ?? JsonValue.Create("SingleStack");
    }
}

using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Defaults;

/// <summary>What a Pod says when it says nothing, as the recorded ones show it.</summary>
internal static class PodDefaults
{
    /// <summary>Fills in what decoding does; the fields' manager owns it.</summary>
    public static void Fill(JsonObject pod)
    {
        if (pod["spec"] is not JsonObject spec)
        {
            return;
        }

        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["securityContext"] ??= new JsonObject();
        spec["schedulerName"] ??= "default-scheduler";
        spec["enableServiceLinks"] ??= true;
        var containers = (spec["initContainers"] as JsonArray ?? []).Concat(spec["containers"] as JsonArray ?? []);
        foreach (var container in containers.OfType<JsonObject>())
        {
            Fill(container, spec["hostNetwork"]?.GetValue<bool>() == true);
        }
    }

    /// <summary>Fills in what admission and the strategy of a create do; nobody owns it.</summary>
    public static void FillCreated(JsonObject pod)
    {
        if (pod["spec"] is JsonObject spec)
        {
            spec["serviceAccountName"] ??= "default";
            spec["serviceAccount"] ??= spec["serviceAccountName"]!.DeepClone();
            spec["priority"] ??= 0;
            spec["preemptionPolicy"] ??= "PreemptLowerPriority";
        }

        // A pod is created as pending, whatever it says of itself.
        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
    }

    private static void Fill(JsonObject container, bool hostNetwork)
    {
        foreach (var port in (container["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            port["protocol"] ??= "TCP";
            if (hostNetwork)
            {
                port["hostPort"] ??= port["containerPort"]?.DeepClone();
            }
        }

        container["terminationMessagePath"] ??= "/dev/termination-log";
        container["terminationMessagePolicy"] ??= "File";
        container["imagePullPolicy"] ??= IsLatest(container["image"]?.GetValue<string>() ?? "") ? "Always" : "IfNotPresent";
    }

    private static bool IsLatest(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return !image.Contains('@', StringComparison.Ordinal) &&
            (!name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal));
    }
}

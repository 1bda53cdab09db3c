using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>Reads off a pod what has become of a stand-in.</summary>
internal static class StandInStates
{
    // Set by Istio's CNI plugin on a pod whose traffic a node's proxy takes.
    private const string AmbientRedirection = "ambient.istio.io/redirection";

    /// <summary>What has become of it; null for the pod means that there is none any more.</summary>
    public static StandInState Of(StandIn standIn, JsonObject? pod)
    {
        if (pod is null || pod["metadata"]?["deletionTimestamp"] is not null)
        {
            return new StandInState.Lost("it was deleted meanwhile");
        }

        if (Added(standIn, pod) is { Length: > 0 } added)
        {
            return new StandInState.Lost($"the cluster added {added} to it, which may take its connections or answer them");
        }

        if ((string?)pod["metadata"]?["annotations"]?[AmbientRedirection] == "enabled")
        {
            return new StandInState.Lost("the proxy of Istio (ambient) takes its traffic, and would answer in place of policies");
        }

        var status = pod["status"] as JsonObject ?? [];
        return (string?)status["phase"] switch
        {
            "Failed" or "Succeeded" => new StandInState.Lost($"it ended: {Ending(status)}"),
            "Running" when Started(standIn, pod, status) is { } running => running,
            _ => new StandInState.Pending(Problem(status)),
        };
    }

    // Sidecars come as containers, and since 1.28 also as initContainers that are restarted.
    private static string Added(StandIn standIn, JsonObject pod)
    {
        var known = standIn.Containers.Select(container => container.Name).ToHashSet(StringComparer.Ordinal);
        var all = Items(pod["spec"]?["initContainers"]).Concat(Items(pod["spec"]?["containers"]));
        return string.Join(", ", all.Select(container => (string?)container["name"] ?? "").Where(name => !known.Contains(name)).Select(name => $"container {name}"));
    }

    private static StandInState.Running? Started(StandIn standIn, JsonObject pod, JsonObject status)
    {
        ImmutableArray<IpAddress> addresses = [.. Items(status["podIPs"]).Select(one => IpAddress.Parse((string?)one["ip"] ?? "")).OfType<IpAddress>()];
        var running = Items(status["containerStatuses"]).Count(container => container["state"]?["running"] is not null);
        return running >= standIn.Containers.Count() && !addresses.IsEmpty && (string?)pod["spec"]?["nodeName"] is { Length: > 0 } node
            ? new StandInState.Running(node, addresses)
            : null;
    }

    private static string Ending(JsonObject status)
    {
        var terminated = Items(status["containerStatuses"]).Select(container => container["state"]?["terminated"]).FirstOrDefault(state => state is not null);
        return First((string?)status["message"], (string?)status["reason"], (string?)terminated?["message"], (string?)terminated?["reason"])
            ?? "nobody says why";
    }

    private static string? Problem(JsonObject status)
    {
        var waiting = Items(status["containerStatuses"]).Select(container => container["state"]?["waiting"]).FirstOrDefault(state => state is not null);
        var scheduled = Items(status["conditions"]).FirstOrDefault(one => (string?)one["type"] == "PodScheduled" && (string?)one["status"] == "False");
        return First((string?)scheduled?["message"], (string?)waiting?["message"], (string?)waiting?["reason"]);
    }

    private static string? First(params string?[] texts) => texts.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))?.ReplaceLineEndings(" ");

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}

using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Benchmarks;

/// <summary>
/// Writes pods and namespaces as an API server returns them, with as much beside the fields that count as recorded pods have (3.4 KB each).
/// </summary>
internal static class Dump
{
    private const int Settings = 24;

    public static void Write(ClusterState state, TextWriter output)
    {
        output.Write("""{"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":""},"items":[""");
        var separator = "\n";
        foreach (var item in state.Namespaces.Select(Of).Concat(state.Pods.Select(Of)))
        {
            output.Write(separator);
            output.Write(item.ToJsonString());
            separator = ",\n";
        }

        output.Write("\n]}\n");
    }

    private static JsonObject Of(Namespace item) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = item.Name, ["labels"] = Of(item.Labels) },
    };

    private static JsonObject Of(Pod pod) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = pod.Key.Name,
            ["namespace"] = pod.Key.Namespace,
            ["labels"] = Of(pod.Labels),
            ["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "ReplicaSet",
                ["name"] = $"{pod.Workload.Name}-6d4cf56db6",
                ["controller"] = true,
            }),
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = pod.NodeName,
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "main",
                ["image"] = "registry.example/app:1.0",
                ["env"] = new JsonArray([.. Enumerable.Range(0, Settings).Select(Setting)]),
                ["ports"] = new JsonArray([.. pod.Ports.Ports.Select(Of)]),
            }),
            ["dnsPolicy"] = "ClusterFirst",
        },
        ["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["hostIP"] = "192.0.2.1",
            ["podIP"] = pod.Addresses[0].ToString(),
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = pod.Addresses[0].ToString() }),
        },
    };

    private static JsonNode Setting(int number) => new JsonObject
    {
        ["name"] = $"SETTING_{number}",
        ["valueFrom"] = new JsonObject { ["configMapKeyRef"] = new JsonObject { ["name"] = "settings", ["key"] = $"key-{number}", ["optional"] = true } },
    };

    private static JsonNode Of(ContainerPort port) => new JsonObject
    {
        ["name"] = port.Name,
        ["containerPort"] = port.Number,
        ["protocol"] = port.Protocol.Name(),
    };

    private static JsonObject Of(Labels labels)
    {
        var result = new JsonObject();
        foreach (var (key, value) in labels.Pairs)
        {
            result[key] = value;
        }

        return result;
    }
}

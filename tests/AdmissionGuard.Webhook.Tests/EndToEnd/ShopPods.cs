using System.Text.Json.Nodes;
using AdmissionGuard.Webhook.Tests.Deploy;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>The pods of <c>samples/shop</c>, as the controllers of a cluster would make them of its workloads.</summary>
internal static class ShopPods
{
    private const string Hash = "6d4cf56db6";

    /// <summary>Their manifests, one after the other.</summary>
    public static string Json()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples/shop"), "*.yaml").Order(StringComparer.Ordinal);
        return string.Join("\n", files.SelectMany(file => Manifests.Parse(Document(file)).Objects).SelectMany(Pods).Select(pod => pod.ToJsonString()));
    }

    private static string Document(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    private static IEnumerable<JsonObject> Pods(JsonObject workload) => Manifests.Kind(workload) switch
    {
        "Deployment" => [Pod(workload, "ReplicaSet", $"-{Hash}", "-8bz7t"), Pod(workload, "ReplicaSet", $"-{Hash}", "-x2kqp")],
        "StatefulSet" => [Pod(workload, "StatefulSet", "", "-0"), Pod(workload, "StatefulSet", "", "-1")],
        "DaemonSet" => [Pod(workload, "DaemonSet", "", "-q9v4d")],
        _ => [],
    };

    private static JsonObject Pod(JsonObject workload, string owner, string ownerSuffix, string suffix)
    {
        var (name, template) = ($"{Manifests.NameOf(workload)}{ownerSuffix}", workload["spec"]!["template"]!);
        var labels = template["metadata"]!["labels"]!.DeepClone();
        if (owner == "ReplicaSet")
        {
            labels["pod-template-hash"] = Hash;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{name}{suffix}",
                ["namespace"] = workload["metadata"]!["namespace"]!.DeepClone(),
                ["labels"] = labels,
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "apps/v1",
                    ["kind"] = owner,
                    ["name"] = name,
                    ["uid"] = "5b1f7a52-8e0c-4a0b-9d6e-3f1c2b7a9e10",
                    ["controller"] = true,
                }),
            },
            ["spec"] = template["spec"]!.DeepClone(),
        };
    }
}

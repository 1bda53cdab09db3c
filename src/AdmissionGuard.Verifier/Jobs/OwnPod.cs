using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>The pod that the job runs in: stand-ins are of its image, and end with its Job.</summary>
/// <param name="Key">Its namespace and name.</param>
/// <param name="Image">The image of its first container.</param>
/// <param name="PullPolicy">How that is pulled.</param>
/// <param name="Job">The owner reference to its Job; null when no Job controls it.</param>
internal sealed record OwnPod(ObjectKey Key, string Image, string? PullPolicy, JsonObject? Job)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">There is no such pod.</exception>
    public static async Task<OwnPod> ReadAsync(ObjectClient pods, ObjectKey key, CancellationToken cancellation)
    {
        var stored = await pods.FindAsync(key, cancellation)
            ?? throw new UsageException($"job: there is no pod {key}; --namespace and --pod name the pod that it runs in");
        var container = stored["spec"]?["containers"]?[0];
        return new OwnPod(
            key, (string?)container?["image"] ?? "", (string?)container?["imagePullPolicy"], Owner(stored["metadata"]?["ownerReferences"] as JsonArray ?? []));
    }

    private static JsonObject? Owner(JsonArray references) => references.OfType<JsonObject>()
        .Where(one => (bool?)one["controller"] == true && (string?)one["kind"] == "Job")
        .Select(one => new JsonObject
        {
            ["apiVersion"] = (string?)one["apiVersion"],
            ["kind"] = "Job",
            ["name"] = (string?)one["name"],
            ["uid"] = (string?)one["uid"],
        }).FirstOrDefault();
}

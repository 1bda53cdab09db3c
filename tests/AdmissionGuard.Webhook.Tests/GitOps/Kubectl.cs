using System.Text.Json.Nodes;

namespace AdmissionGuard.Webhook.Tests.GitOps;

/// <summary>The errors of kubectl's apply, which Argo CD calls as a library (recorded from v1.36; pkg/cmd/apply/patcher.go).</summary>
internal static class Kubectl
{
    /// <summary>How the API server passes a denial on.</summary>
    public static string Denied(string message) => $"admission webhook \"networkpolicies.admission-guard.io\" denied the request: {message}";

    /// <summary>The error of a policy that did not exist.</summary>
    public static string Creating(string file, string error) => $"error when creating \"{file}\": {error}";

    /// <summary>The error of a policy that did: the patch comes first.</summary>
    public static string Patching(string file, JsonNode patch, JsonNode policy, string error) =>
        $"""
        error when applying patch:
        {patch.ToJsonString()}
        to:
        Resource: "networking.k8s.io/v1, Resource=networkpolicies", GroupVersionKind: "networking.k8s.io/v1, Kind=NetworkPolicy"
        Name: "{policy["metadata"]!["name"]}", Namespace: "{policy["metadata"]!["namespace"]}"
        for: "{file}": error when patching "{file}": {error}
        """;
}

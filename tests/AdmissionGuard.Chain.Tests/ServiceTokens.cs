using AdmissionGuard.TestKit.Access;
using AdmissionGuard.Webhook.Tests.EndToEnd;

namespace AdmissionGuard.Chain.Tests;

/// <summary>
/// Kubeconfigs of the companion's service accounts, as kubelet's tokens make them: an agent's is bound to its pod, and so says which node
/// it is on (ServiceAccountTokenPodNodeInfo).
/// </summary>
internal static class ServiceTokens
{
    public const string Place = "admission-guard-verifier";
    private const string NodeName = "authentication.kubernetes.io/node-name";

    /// <summary>Whoever runs as <c>agent</c> on a node; its pod has to be there.</summary>
    public static Task<string> AgentAsync(StartedServer server, Kubectl kubectl, string node) =>
        MakeAsync(server, kubectl, "agent", node, "--bound-object-kind=Pod", $"--bound-object-name={PodOf(node)}");

    /// <summary>Whoever runs as <c>controller</c>.</summary>
    public static Task<string> ControllerAsync(StartedServer server, Kubectl kubectl) => MakeAsync(server, kubectl, "controller", node: null);

    /// <summary>The pods that the DaemonSet would make.</summary>
    public static string Pod(string node) => $$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{PodOf(node)}}","namespace":"{{Place}}"},
        "spec":{"serviceAccountName":"agent","nodeName":"{{node}}","containers":[{"name":"agent","image":"admission-guard/webhook:0.1.0"}]} }
        """;

    private static string PodOf(string node) => $"agent-{node}";

    private static async Task<string> MakeAsync(StartedServer server, Kubectl kubectl, string account, string? node, params string[] bound)
    {
        var user = ApiUser.ServiceAccount(Place, account);
        if (server.Test is not { } test)
        {
            var token = await kubectl.SucceedAsync(["create", "token", account, "-n", Place, .. bound]);
            return server.Real!.KubeconfigOf(user.Name, token.Trim());
        }

        // The account's users differ in their tokens.
        test.AddUser(user with
        {
            Token = $"token-of-{account}-{node}",
            Extra = node is null ? user.Extra : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [NodeName] = [node] },
        });
        return test.Kubeconfig(user.Name);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Programs;
using AdmissionGuard.Verifier.Tests;
using AdmissionGuard.Webhook.Tests.Deploy;
using AdmissionGuard.Webhook.Tests.EndToEnd;

namespace AdmissionGuard.Chain.Tests;

/// <summary>The webhook in a process of its own, installed as <c>deploy/</c> says, and asked by the API server over TLS.</summary>
internal sealed partial class WebhookPart : IAsyncDisposable
{
    private readonly CertificateAuthority _authority = new("webhook-ca", TimeProvider.System);
    private RunningProgram _program = null!;

    /// <summary>What it logged.</summary>
    public IReadOnlyList<string> Lines => _program.Lines;

    /// <summary>Installs it, starts it, and waits until the API server asks it.</summary>
    public static async Task<WebhookPart> StartAsync(StartedServer server, Kubectl kubectl)
    {
        var part = new WebhookPart();
        try
        {
            await part.BeginAsync(server, kubectl);
            return part;
        }
        catch
        {
            await part.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        _authority.Dispose();
    }

    private async Task BeginAsync(StartedServer server, Kubectl kubectl)
    {
        var manifests = Manifests.Parse(await kubectl.SucceedAsync("kustomize", "deploy/base"));
        string[] rights = ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding"];
        kubectl.Write("webhook-rights.json", string.Join("\n", manifests.Objects.Where(value => rights.Contains(Manifests.Kind(value))).Select(value => value.ToJsonString())));
        await kubectl.SucceedAsync("apply", "-f", "webhook-rights.json");
        kubectl.Write("webhook.kubeconfig", server.ServiceAccount(Manifests.Name, Manifests.Name));
        kubectl.Write("config.yaml", (string)manifests.One("ConfigMap")["data"]!["config.yaml"]!);
        var certificate = _authority.Server("127.0.0.1", $"{Manifests.Name}.{Manifests.Name}.svc");
        kubectl.Write("tls.crt", certificate.Pem);
        kubectl.Write("tls.key", certificate.KeyPem);
        _program = RunningProgram.Start(
            "admission-guard-webhook", kubectl.Home.Folder,
            "--kubeconfig", "webhook.kubeconfig", "--config", "config.yaml", "--tls-cert", "tls.crt", "--tls-key", "tls.key",
            "--address", "127.0.0.1", "--port", "0", "--health-port", "0");
        await Eventually.Async(() => Port() is not null || _program.HasExited, "the webhook's start");
        await AskAsync(server, kubectl, manifests.One("ValidatingWebhookConfiguration"), Port() ?? throw new InvalidOperationException(string.Join('\n', Lines)));
    }

    // What cert-manager and the cluster's network do otherwise: the authority in the configuration, and the way to the Service.
    private async Task AskAsync(StartedServer server, Kubectl kubectl, JsonObject configuration, int port)
    {
        var client = configuration["webhooks"]![0]!["clientConfig"]!.AsObject();
        client["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem));
        if (server.Test is { } test)
        {
            test.WebhookServices.Map(Manifests.Name, (string)client["service"]!["name"]!, port);
        }
        else
        {
            client.Remove("service");
            client["url"] = $"https://127.0.0.1:{port}/validate";
        }

        kubectl.Write("webhook.json", configuration.ToJsonString());
        await kubectl.SucceedAsync("apply", "--server-side", "-f", "webhook.json");
        kubectl.Write("mistake.json", """
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"try","namespace":"default"},
            "spec":{"podSelector":{},"policyTypes":["Ingress"],"egress":[{}]}}
            """);
        await Eventually.Async(
            async () => (await kubectl.RunAsync("create", "--dry-run=server", "-f", "mistake.json")).ExitCode == 1,
            $"a denial; the webhook logged: {string.Join('\n', Lines)}");
    }

    private int? Port() => Lines.Select(line => Address().Match(line)).FirstOrDefault(match => match.Success) is { } found
        ? int.Parse(found.Groups["port"].ValueSpan)
        : null;

    [GeneratedRegex(@"""EventId"":2000,.*?https://127\.0\.0\.1:(?<port>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}

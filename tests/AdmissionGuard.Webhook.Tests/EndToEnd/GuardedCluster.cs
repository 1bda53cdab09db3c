using System.Text;
using System.Text.RegularExpressions;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.Webhook.Admission;
using AdmissionGuard.Webhook.State;
using AdmissionGuard.Webhook.Tests.Deploy;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>
/// A cluster that runs <c>samples/shop</c> and has AdmissionGuard installed as <c>deploy/</c> says: an API server that asks the webhook over
/// TLS, a webhook that follows the API server with the rights of its role, and the real kubectl. What no cluster is there for, this does:
/// it makes the pods, puts the CA into the webhook configuration, and leads the Service's name to the webhook.
/// </summary>
internal sealed partial class GuardedCluster : IAsyncDisposable
{
    /// <summary>What stands in place of the id of a request, which is another each time.</summary>
    public const string RequestId = "705ab4f5-6393-11e8-b7cc-42010a800002";

    private GuardedCluster(StartedServer server, KubectlHome home, RunningWebhook webhook, IClusterView view) =>
        (Server, Home, Webhook, View) = (server, home, webhook, view);

    public StartedServer Server { get; }

    public KubectlHome Home { get; }

    public RunningWebhook Webhook { get; }

    /// <summary>What the webhook knows.</summary>
    public IClusterView View { get; }

    /// <summary>The log's lines of requests that were judged, without those that told that the API server asks.</summary>
    public IEnumerable<string> Reviewed => Webhook.Log.Entries.Select(entry => entry.Message).Where(message => Judged().IsMatch(message));

    /// <summary>Starts one.</summary>
    /// <param name="kind">On which API server.</param>
    /// <param name="overlay">The directory of <c>deploy/</c> whose webhook configuration counts.</param>
    /// <param name="configuration">A configuration in place of the one that is installed.</param>
    /// <param name="isServerSide">Whether the shop was applied by server-side apply.</param>
    /// <param name="time">The webhook's clock.</param>
    /// <param name="prepare">What becomes of the test's own server before the webhook is started.</param>
    public static async Task<GuardedCluster> StartAsync(
        ServerKind kind = ServerKind.Test, string overlay = Installation.Standard, string? configuration = null, bool isServerSide = false,
        TimeProvider? time = null, Action<ApiServer>? prepare = null)
    {
        var manifests = await Installation.RenderAsync(overlay);
        var server = await StartedServer.StartAsync(kind);
        var home = new KubectlHome(server.Admin());
        Directory.CreateSymbolicLink(home.PathOf("samples"), Path.Combine(Repository.Root, "samples"));
        await File.WriteAllTextAsync(home.PathOf("pods.json"), ShopPods.Json());
        await File.WriteAllTextAsync(home.PathOf("rights.json"), Documents(manifests, "Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding"));
        await SucceedAsync(home, ["apply", "-f", "samples/shop", "-f", "pods.json", "-f", "rights.json", .. isServerSide ? ["--server-side"] : Array.Empty<string>()]);

        prepare?.Invoke(server.Test!);
        IClusterView? view = null;
        var webhook = await RunningWebhook.StartAsync(
            time: time,
            prepare: folder =>
            {
                folder.With("config.yaml", configuration ?? (string)manifests.One("ConfigMap")["data"]!["config.yaml"]!);
                folder.With("kubeconfig", server.ServiceAccount(Manifests.Name, Manifests.Name));
            },
            configure: options => options with
            {
                Files = [],
                Kubeconfig = Path.Combine(Path.GetDirectoryName(options.Files[0])!, "kubeconfig"),
                Configuration = Path.Combine(Path.GetDirectoryName(options.Files[0])!, "config.yaml"),
            },
            make: parts =>
            {
                view = parts.Cluster;
                return AdmissionEndpoint.Of(parts);
            });
        await webhook.ReadyAsync();
        var cluster = new GuardedCluster(server, home, webhook, view!);
        await cluster.AskAsync(manifests);
        return cluster;
    }

    /// <summary>Runs a command, written as in a shell; single quotes hold words together.</summary>
    public async Task<KubectlResult> RunAsync(string command, string input = "")
    {
        var result = await Home.RunAsync(input, TestContext.Current.CancellationToken, [.. ShownSession.Words(command)]);
        return result with { Output = Id().Replace(result.Output, RequestId), Error = Id().Replace(result.Error, RequestId) };
    }

    /// <summary>Runs a command that must succeed, and returns all that it prints.</summary>
    public async Task<string> PrintedAsync(string command, string input = "")
    {
        var result = await RunAsync(command, input);
        Assert.True(result.ExitCode == 0, $"kubectl {command}: {result}");
        return $"{result.Error}{result.Output}";
    }

    /// <summary>Writes a file that commands can name.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Home.PathOf(name))!);
        File.WriteAllText(Home.PathOf(name), text);
    }

    /// <summary>Waits until the webhook has heard of something.</summary>
    public Task HearsAsync(Func<ClusterIndex, bool> news) => Eventually.Async(() => View.Read([], news));

    public async ValueTask DisposeAsync()
    {
        await Webhook.DisposeAsync();
        Home.Dispose();
        await Server.DisposeAsync();
    }

    // From here on the API server asks. A real one notices a moment later.
    private async Task AskAsync(Manifests manifests)
    {
        const string Mistake = """
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"try","namespace":"default"},
            "spec":{"podSelector":{},"policyTypes":["Ingress"],"egress":[{}]}}
            """;
        var configuration = manifests.One("ValidatingWebhookConfiguration");
        var client = configuration["webhooks"]![0]!["clientConfig"]!.AsObject();
        client["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Webhook.Authority.Pem));
        if (Server.Test is { } test)
        {
            test.WebhookServices.Map(Manifests.Name, (string)client["service"]!["name"]!, Webhook.Host.Admission.Port);
        }
        else
        {
            // There is no network in which the Service could have an address.
            client.Remove("service");
            client["url"] = Webhook.Validate.AbsoluteUri;
        }

        await SucceedAsync(Home, ["apply", "--server-side", "-f", "-"], configuration.ToJsonString());
        await Eventually.Async(async () => (await RunAsync("create --dry-run=server -f -", Mistake)).ExitCode == 1);
    }

    private static async Task SucceedAsync(KubectlHome home, string[] args, string input = "")
    {
        var result = await home.RunAsync(input, TestContext.Current.CancellationToken, args);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private static string Documents(Manifests manifests, params string[] kinds) => string.Join(
        "\n", manifests.Objects.Where(value => kinds.Contains(Manifests.Kind(value))).Select(value => value.ToJsonString()));

    [GeneratedRegex("^(Denied|Allowed) [A-Z]+ of (?!default/try )", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Judged();

    [GeneratedRegex("(?<=^id: )[0-9a-f-]{36}$", RegexOptions.Multiline, 1000)]
    private static partial Regex Id();
}

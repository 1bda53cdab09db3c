using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.TestKit.Tests.Admission;

/// <summary>
/// The commands behind <c>recorded/admission</c>, in their order, with the real kubectl: once for all files, because each command builds on
/// what the ones before it left.
/// </summary>
public sealed class RecordedScenario : IAsyncLifetime
{
    private readonly Dictionary<string, JsonObject> _reviews = new(StringComparer.Ordinal);
    private ApiServer _server = null!;
    private RecordingWebhook _webhook = null!;
    private KubectlHome _admin = null!;
    private KubectlHome _alice = null!;
    private int _seen;

    /// <summary>Why there are no reviews; empty when there are.</summary>
    public string WhyNot { get; private set; } = "";

    /// <summary>All that arrived, with its headers.</summary>
    public IReadOnlyList<ReceivedReview> Received => _webhook.Received;

    /// <summary>The review that a file's number stands for.</summary>
    public JsonObject Review(string number) =>
        _reviews.GetValueOrDefault(number) ?? throw new InvalidOperationException($"no command of the scenario is number {number}");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        WhyNot = KubectlBinary.Path is null ? KubectlBinary.Missing : Recorded.WhyNot ?? "";
        if (WhyNot.Length > 0)
        {
            return;
        }

        // The clock stands still: owners of the same second are told in the order of their names, as recorded.
        _server = await ApiServer.StartAsync(new ApiServerOptions
        {
            Time = new FakeTime(),
            Users =
            [
                new ApiUser("alice", "dev") { Uid = "u-alice", Token = "alice-token" },
                new ApiUser("token-admin", ApiUser.Masters) { Uid = "u-admin", Token = "admin-token" },
            ],
        });
        _webhook = await RecordingWebhook.StartAsync(_server.Authority.Server("127.0.0.1"));
        _server.Store.Put(SomeWebhook.Configuration(_server, _webhook));
        _server.Store.Put(Some.Object(
            """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"alice"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
            "subjects":[{"kind":"User","name":"alice"}]}
            """));
        _admin = new KubectlHome(_server.Kubeconfig());
        _alice = new KubectlHome(_server.Kubeconfig("alice"));
        foreach (var home in new[] { _admin, _alice })
        {
            foreach (var file in Directory.GetFiles(Recorded.PathOf("manifests")))
            {
                File.Copy(file, home.PathOf(Path.GetFileName(file)));
            }
        }

        await FirstRunAsync();
        await SecondRunAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (WhyNot.Length > 0)
        {
            return;
        }

        _admin.Dispose();
        _alice.Dispose();
        await _webhook.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task FirstRunAsync()
    {
        _server.Store.PutNamespace("shop");
        await RunAsync(["001"], "apply", "-f", "a.yaml");
        await RunAsync(["002"], "apply", "-f", "a.yaml");
        await RunAsync(["003"], "annotate", "networkpolicy", "web", "-n", "shop", "note=x");
        await RunAsync(["004"], "apply", "-f", "b.yaml");
        await RunAsync(["005"], "apply", "-f", "c.yaml");
        await RunAsync(["006"], "apply", "--dry-run=server", "-f", Changed("a.yaml", "name: web", "name: dry"));
        await RunAsync(["007"], "apply", "--dry-run=server", "-f", "a.yaml");
        var ssa = Changed("a.yaml", "name: web", "name: ssa");
        await RunAsync(["008"], "apply", "--server-side", "--field-manager=flux", "-f", ssa);
        await RunAsync(["009"], "apply", "--server-side", "--field-manager=flux", "-f", Changed(ssa, "8080", "9090"));
        await RunAsync(
            ["010"],
            "patch", "networkpolicy", "web", "-n", "shop", "--type=json",
            "-p", """[{"op":"replace","path":"/spec/policyTypes","value":["Ingress","Egress"]}]""");
        await File.WriteAllTextAsync(_admin.PathOf("generated.yaml"), Generated);
        await RunAsync(["011"], "create", "-f", "generated.yaml");
        await RunAsync(["012"], "delete", "networkpolicy", "ssa", "-n", "shop");
        await RunAsync(_alice, ["013"], "apply", "-f", Changed("a.yaml", "name: web", "name: alice"));
        await RunAsync(["014"], "apply", "-f", Changed("a.yaml", "{name: web, namespace: shop}", "{name: no-ns}"));
        await RunAsync(["015", "016", "017", "018"], "delete", "networkpolicy", "--all", "-n", "shop");
        await RunAsync(["019"], "apply", "-f", "a.yaml");
        await RunAsync(["020"], "apply", "-f", "multi.yaml");
        await RunAsync(["021", "022"], "delete", "namespace", "shop");
    }

    private async Task SecondRunAsync()
    {
        _server.Store.PutNamespace("shop");
        await RunAsync(["031"], "apply", "--server-side", "--field-manager=flux", "-f", "c.yaml");
        await RunAsync(["created"], "apply", "-f", "a.yaml");
        await RunAsync(["032"], "apply", "-f", "a-egress-empty.yaml");
        await RunAsync(["033"], "apply", "-f", "a-egress-empty.yaml");

        // The second request hands over what the client-side applies owned, and the third applies again without their annotation.
        await RunAsync(
            ["034", "migration", "041"],
            "apply", "--server-side", "--force-conflicts", "--field-manager=flux", "-f", "a-egress-empty.yaml");
        var noIngress = Changed("c.yaml", "name: no-egress", "name: no-ingress");
        await RunAsync(["035"], "apply", "-f", Changed(noIngress, "egress: []", "ingress: []"));
        await RunAsync(["036"], "label", "networkpolicy", "no-ingress", "-n", "shop", "a=b");
        await RunAsync(["037"], "replace", "-f", "b.yaml");
        using var client = new TestClient(_server, token: "admin-token");
        await client.AskAsync(HttpMethod.Delete, "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies");
        Take(["038", "039", "040"], "deletecollection");
    }

    private const string Generated =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {generateName: gen-, namespace: shop}
        spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
        """;

    private Task RunAsync(string[] numbers, params string[] args) => RunAsync(_admin, numbers, args);

    private async Task RunAsync(KubectlHome home, string[] numbers, params string[] args)
    {
        var result = await home.RunAsync(CancellationToken.None, args);
        Assert.True(result.ExitCode == 0, $"kubectl {string.Join(' ', args)}: {result}");
        Take(numbers, string.Join(' ', args));
    }

    private void Take(string[] numbers, string command)
    {
        var news = _webhook.Received.Skip(_seen).ToList();
        _seen += news.Count;
        Assert.True(news.Count == numbers.Length, $"{command}: expected {numbers.Length} reviews, {news.Count} came");
        foreach (var (number, review) in numbers.Zip(news))
        {
            _reviews[number] = JsonNode.Parse(review.Body)!.AsObject();
        }
    }

    // Writes a manifest that differs from another one in one text, and returns its name.
    private string Changed(string file, string from, string to)
    {
        var text = File.ReadAllText(_admin.PathOf(file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        var name = $"{Path.GetFileNameWithoutExtension(file)}-{string.Concat(to.Where(char.IsLetterOrDigit))}.yaml";
        foreach (var home in new[] { _admin, _alice })
        {
            File.WriteAllText(home.PathOf(name), text.Replace(from, to, StringComparison.Ordinal));
        }

        return name;
    }
}

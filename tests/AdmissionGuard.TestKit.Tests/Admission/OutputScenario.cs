using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.TestKit.Tests.Admission;

/// <summary>One command of <c>recorded/kubectl/outputs-v1.36.txt</c>: what it printed, and how it ended.</summary>
internal sealed record RecordedOutput(string Command, string Output, string Error, int ExitCode);

/// <summary>
/// Runs those commands against a webhook that answers as the recorded one did: what it says depends on the policy's annotation <c>t</c>.
/// </summary>
public sealed partial class OutputScenario : IAsyncLifetime
{
    private const string Denial =
        """
        ingress-rules-removed: policy "web" would lose every ingress rule
        - shop/gateway[Deployment] can no longer reach shop/web[Deployment] on TCP 8080
        to allow this change set the annotation
          admission-guard.io/acknowledge: "ingress-rules-removed=3f9a1c2b"
        """;

    // What the policy says before each command: the annotation, and the port that makes it a change.
    private static readonly (string Says, int Port)[] Steps =
    [
        ("deny", 8080), ("deny", 8080), ("bare", 8080), ("shapes", 8080), ("many", 8081),
        ("deny", 8082), ("deny", 8082), ("deny", 8082), ("deny", 8082), ("deny", 8082), ("deny", 8082), ("shapes", 8083),
    ];

    private readonly List<KubectlResult> _results = [];

    /// <summary>Why there are no results; empty when there are.</summary>
    public string WhyNot { get; private set; } = "";

    /// <summary>What was recorded, in order.</summary>
    internal IReadOnlyList<RecordedOutput> Expected { get; private set; } = [];

    /// <summary>What the commands gave here, in the same order.</summary>
    public IReadOnlyList<KubectlResult> Results => _results;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        WhyNot = KubectlBinary.Path is null ? KubectlBinary.Missing : Recorded.WhyNot ?? "";
        if (WhyNot.Length > 0)
        {
            return;
        }

        Expected = Read(await File.ReadAllTextAsync(Recorded.PathOf("kubectl", "outputs-v1.36.txt")));
        Assert.Equal(Steps.Length, Expected.Count);
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RecordingWebhook.StartAsync(server.Authority.Server("127.0.0.1"), Answer);
        server.Store.Put(SomeWebhook.Configuration(server, webhook));
        server.Store.PutNamespace("shop3");
        using var home = new KubectlHome(server.Kubeconfig());
        foreach (var (step, recorded) in Steps.Zip(Expected))
        {
            await File.WriteAllTextAsync(home.PathOf("netpol.yaml"), Manifest(step.Says, step.Port));
            _results.Add(await home.RunAsync(CancellationToken.None, recorded.Command.Split(' ')[1..]));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Manifest(string says, int port) =>
        $$$"""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web, namespace: shop3, annotations: {t: {{{says}}}}}
        spec:
          podSelector: {matchLabels: {app: web}}
          ingress: [{ports: [{port: {{{port}}}}]}]
        """;

    private static JsonObject Answer(JsonObject request) => (string?)request["object"]?["metadata"]?["annotations"]?["t"] switch
    {
        "deny" => Denied(new JsonObject { ["code"] = 403, ["reason"] = "Forbidden", ["message"] = Denial }, "a warning beside a denial"),
        "bare" => Denied(new JsonObject { ["code"] = 403, ["message"] = "one line" }),
        "shapes" => Allowed("plain warning", new string('x', 300), "with\na newline", "with\ta tab", "unicode → é", "plain warning"),
        _ => Allowed([.. Enumerable.Range(0, 20).Select(number => $"{number} {new string('y', 300)}")]),
    };

    private static JsonObject Denied(JsonObject status, params string[] warnings) =>
        new() { ["allowed"] = false, ["status"] = status, ["warnings"] = Texts(warnings) };

    private static JsonObject Allowed(params string[] warnings) =>
        new() { ["allowed"] = true, ["warnings"] = Texts(warnings) };

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static List<RecordedOutput> Read(string text) =>
        [.. Blocks().Matches(text.ReplaceLineEndings("\n")).Select(match =>
        {
            // The recording holds both streams as a terminal shows them; only what was done stands on standard output.
            var lines = match.Groups["printed"].Value.Split('\n').SkipLast(1).ToLookup(
                line => line.StartsWith("networkpolicy.networking.k8s.io/", StringComparison.Ordinal));
            return new RecordedOutput(
                match.Groups["command"].Value, Lines(lines[true]), Lines(lines[false]), int.Parse(match.Groups["exit"].Value));
        })];

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    [GeneratedRegex(
        @"^\$ (?<command>.+)\n(?<printed>(?:.*\n)*?)\(exit (?<exit>\d+)\)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000)]
    private static partial Regex Blocks();
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Tests.Admission;

namespace AdmissionGuard.Webhook.Tests.GitOps;

/// <summary>
/// The pages on Argo CD and Flux show what these tools show of a denial: the webhook's own answer about the sample shop, cut and wrapped as
/// their sources do it.
/// </summary>
public sealed partial class GitOpsPagesTests
{
    // samples/changes/01-template-renders-empty-ingress, as it is stored before and after.
    private const string Clients = """
        {"podSelector":{"matchLabels":{"app":"postgres"}},"ingress":[{"ports":[{"protocol":"TCP","port":5432}],"from":[{"podSelector":{"matchExpressions":[{"key":"app","operator":"In","values":["orders","payments"]}]},"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"orders"}}}]}],"policyTypes":["Ingress"]}
        """;

    private const string Emptied = """{"podSelector":{"matchLabels":{"app":"postgres"}},"policyTypes":["Ingress"]}""";

    // An egress rule in a policy that isolates ingress alone: no other policy can make that good, so that a dry run is denied too.
    private const string Ignored = """{"podSelector":{"matchLabels":{"app":"postgres"}},"egress":[{}],"policyTypes":["Ingress"]}""";

    [Theory]
    [InlineData("docs/argo-cd.md")]
    [InlineData("docs/flux.md")]
    public async Task A_page_shows_what_the_tool_shows(string page)
    {
        var shown = await ShownAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, page), TestContext.Current.CancellationToken);
        Assert.NotEmpty(Marked().Matches(text));

        Repository.Holds(page, Marked().Replace(text.ReplaceLineEndings("\n"), match =>
            $"<!-- shown: {match.Groups["name"].Value} -->\n```text\n{shown[match.Groups["name"].Value]}\n```\n"));
    }

    [Fact]
    public async Task The_denial_is_the_sample_s_of_the_first_page() =>
        Assert.Contains("ingress-rules-removed=0f026504", await DeniedAsync(Change(Clients, Emptied)), StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_of_a_denial_is_lost_on_the_way_to_the_one_who_reads_it()
    {
        var denial = await DeniedAsync(Change(Clients, Emptied));

        Assert.All((await ShownAsync()).Where(item => !item.Key.Contains("dry-run", StringComparison.Ordinal)),
            item => Assert.EndsWith(denial, item.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Flux_says_fits_an_event() =>
        Assert.All((await ShownAsync()).Where(item => item.Key.StartsWith("flux", StringComparison.Ordinal)),
            item => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(item.Value), 1, Flux.MaxEvent));

    [Fact]
    public async Task A_dry_run_of_what_another_policy_can_cure_is_warned_of_and_not_denied()
    {
        var answer = await AskAsync(Change(Clients, Emptied).DryRun());

        Assert.True(answer.Allowed);
        Assert.Contains(answer.Warnings, warning => warning.Contains("would be denied", StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, string>> ShownAsync()
    {
        var error = Kubectl.Denied(await DeniedAsync(Change(Clients, Emptied)));
        var patched = Kubectl.Patching("/dev/shm/2473013431", new JsonObject { ["spec"] = new JsonObject { ["ingress"] = null } }, Policy(Emptied), error);
        var resource = ArgoCd.Resource(patched);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["argo-cd-resource"] = resource,
            ["argo-cd-operation"] = ArgoCd.Operation(resource),
            ["flux-apply"] = Flux.Apply("data", "postgres", error),
            ["flux-dry-run"] = Flux.DryRun("data", "postgres", Kubectl.Denied(await DeniedAsync(Change(Clients, Ignored).DryRun()))),
        };
    }

    private static JsonObject Policy(string spec) => Requests.Policy(spec, "postgres", "data");

    private static JsonObject Change(string before, string after) => Requests.Update(Policy(before), Policy(after));

    private static async Task<string> DeniedAsync(JsonObject review)
    {
        var answer = await AskAsync(review);
        Assert.False(answer.Allowed);
        return answer.Message;
    }

    private static async Task<Answer> AskAsync(JsonObject review)
    {
        var shop = ManifestReader.Read([Path.Combine(Repository.Root, "samples", "shop")], ManifestUse.Cluster, Stream.Null).State;
        await using var webhook = await Admission.Webhook.StartAsync(new StandingView(shop), WebhookConfiguration.Default);
        return await webhook.ReviewAsync(review.ToJsonString());
    }

    [GeneratedRegex(@"<!-- shown: (?<name>[a-z-]+) -->\n```text\n(.|\n)*?```\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marked();
}

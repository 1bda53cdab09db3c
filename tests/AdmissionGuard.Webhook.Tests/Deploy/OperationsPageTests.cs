using System.Text.RegularExpressions;
using AdmissionGuard.Webhook.Admission;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>The operator's page is true to the program.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly string Page = Read("docs/operations.md");

    [Fact]
    public void Every_line_of_the_log_is_explained_with_its_level()
    {
        var sources = Path.Combine(Repository.Root, "src/AdmissionGuard.Webhook");
        var said = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => LogMessage().Matches(File.ReadAllText(file)))
            .Select(IdAndLevel)
            .Order().ToArray();
        var explained = LogRow().Matches(Page).Select(IdAndLevel).ToArray();

        Assert.NotEmpty(said);
        // Ids 1000 to 1999 are about requests, from 2000 on about the process: each area is explained whole.
        Assert.Equal(said, explained.Where(row => said.Any(each => each.Id[0] == row.Id[0])));
    }

    [Fact]
    public void Every_metric_is_explained()
    {
        var exported = Metric().Matches(Read("tests/fixtures/webhook/metrics.txt")).Select(match => match.Groups["name"].Value);

        Assert.All(exported, name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_that_an_alert_or_a_row_names_is_exported()
    {
        // The host's are in the fixture; those of requests come with the first of them, those of manifests where there are any.
        var exported = Metric().Matches(Read("tests/fixtures/webhook/metrics.txt")).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var ofRequests = Instrument().Matches(Read("src/AdmissionGuard.Webhook/Admission/AdmissionMeter.cs"))
            .Select(match => match.Groups["name"].Value.Replace('.', '_')).Append("admission_guard_cluster_reloads").Append("admission_guard_cluster_outdated").ToList();
        var named = OwnMetric().Matches(Page).Select(match => match.Value).Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(
            exported.Contains(name) || ofRequests.Exists(instrument => name.StartsWith(instrument, StringComparison.Ordinal)), name));
    }

    [Fact]
    public void Every_reason_not_to_judge_and_not_to_deny_is_explained()
    {
        string[] names =
        [
            .. Enum.GetValues<NotJudged>().Where(value => value != NotJudged.No).Select(value => value.Name()),
            .. Enum.GetValues<Exemption>().Where(value => value != Exemption.None).Select(value => value.Name()),
            "not-synced", "bad-request", "body", "content-type",
        ];

        Assert.All(names, name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_example_of_a_directory_of_ones_own_renders_with_its_image_and_its_configuration()
    {
        using var installation = Installation.Copy();
        var example = Page[Page.IndexOf("# kustomization.yaml\n", StringComparison.Ordinal)..];
        Directory.CreateDirectory(installation.PathOf("my-directory"));
        await File.WriteAllTextAsync(
            installation.PathOf("my-directory", "kustomization.yaml"),
            example[..example.IndexOf("```", StringComparison.Ordinal)],
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            installation.PathOf("my-directory", "config.yaml"), "disclose: namespace\n", TestContext.Current.CancellationToken);

        var manifests = await installation.RenderedAsync("my-directory");

        Assert.Equal("registry.example.com/admission-guard/webhook:0.1.0", (string?)manifests.Container["image"]);
        Assert.Equal("disclose: namespace\n", (string?)manifests.One("ConfigMap")["data"]!["config.yaml"]);
    }

    [Fact]
    public void The_line_that_switches_it_off_names_what_is_installed()
    {
        const string Line = "kubectl delete validatingwebhookconfiguration admission-guard";

        Assert.Contains($"```sh\n{Line}\n```", Page, StringComparison.Ordinal);
        Assert.Contains(Line, Read("deploy/base/webhook.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_within_the_page_lead_somewhere()
    {
        var headings = Heading().Matches(Page).Select(match => match.Groups["text"].Value.ToLowerInvariant()
            .Replace(",", "", StringComparison.Ordinal).Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);

        Assert.All(Link().Matches(Page).Select(match => match.Groups["target"].Value), target => Assert.Contains(target, headings));
    }

    private static (string Id, string Level) IdAndLevel(Match match) => (match.Groups["id"].Value, match.Groups["level"].Value);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"LoggerMessage\((?<id>\d+), LogLevel\.(?<level>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"^\| (?<id>\d{4}) \| (?<level>\w+) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex LogRow();

    [GeneratedRegex(@"^# HELP (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex("\"(?<name>admission_guard\\.[a-z_.]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instrument();

    [GeneratedRegex("admission_guard_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex OwnMetric();

    [GeneratedRegex(@"^##+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#(?<target>[^)]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}

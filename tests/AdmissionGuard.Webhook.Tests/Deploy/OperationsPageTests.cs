using System.Text.RegularExpressions;

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

    [GeneratedRegex(@"^##+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#(?<target>[^)]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}

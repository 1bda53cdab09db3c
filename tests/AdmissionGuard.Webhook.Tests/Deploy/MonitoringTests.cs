using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>Alerts and dashboard ask for nothing that the program does not export.</summary>
public sealed partial class MonitoringTests
{
    // What the API server says of a webhook (kube-apiserver's own metrics), and what Prometheus adds to each series that it scrapes.
    private static readonly string[] OfApiServer = ["apiserver_admission_webhook_fail_open_count", "apiserver_admission_webhook_rejection_count"];
    private static readonly string[] OfScraping = ["pod", "job", "instance", "namespace", "le", "name", "error_type"];

    public static TheoryData<string> Expressions =>
    [
        .. AlertExpression().Matches(Read("deploy/monitoring/alerts.yaml")).Select(match => match.Groups["expr"].Value),
        .. Targets().Select(target => (string)target["expr"]!),
    ];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Every_metric_that_is_asked_for_is_exported(string expression)
    {
        var exported = Type().Matches(Read("tests/fixtures/webhook/metrics.txt")).Select(match => match.Groups["name"].Value)
            .Concat(Labels().Keys).ToHashSet(StringComparer.Ordinal);
        var asked = Metric().Matches(expression).Select(match => Base(match.Value)).ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked.Except(OfApiServer, StringComparer.Ordinal), name => Assert.Contains(name, exported));
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Every_label_that_is_asked_for_is_one_of_its_metric_s(string expression)
    {
        var labels = Labels();
        var known = Metric().Matches(expression).SelectMany(match => labels.GetValueOrDefault(Base(match.Value)) ?? [])
            .Concat(OfScraping).ToHashSet(StringComparer.Ordinal);
        var asked = Grouping().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(", "))
            .Concat(Matcher().Matches(expression).Select(match => match.Groups["label"].Value));

        Assert.All(asked, label => Assert.Contains(label, known));
    }

    [Fact]
    public void A_legend_names_labels_that_the_expression_keeps()
    {
        foreach (var target in Targets())
        {
            var kept = Grouping().Matches((string)target["expr"]!).SelectMany(match => match.Groups["labels"].Value.Split(", ")).Append("pod");
            Assert.All(Legend().Matches((string)target["legendFormat"]!).Select(match => match.Groups["label"].Value), label => Assert.Contains(label, kept));
        }
    }

    [Fact]
    public void No_two_panels_of_the_dashboard_share_an_id_or_a_place()
    {
        var panels = Dashboard()["panels"]!.AsArray();

        Assert.Distinct(panels.Select(panel => (int)panel!["id"]!));
        Assert.Distinct(panels.Select(panel => panel!["gridPos"]!.ToJsonString()));
    }

    [Fact]
    public void The_page_of_operations_names_every_alert()
    {
        var names = AlertName().Matches(Read("deploy/monitoring/alerts.yaml")).Select(match => match.Groups["name"].Value).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"`{name}`", Read("docs/operations.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void Prometheus_takes_the_rules_and_they_fire_when_they_should()
    {
        var promtool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(promtool is null, "no promtool on the PATH: install Debian's prometheus");
        var folder = Directory.CreateTempSubdirectory("alerts-");
        try
        {
            var manifest = Read("deploy/monitoring/alerts.yaml");
            var spec = manifest[(manifest.IndexOf("\nspec:\n", StringComparison.Ordinal) + "\nspec:\n".Length)..];
            File.WriteAllText(Path.Combine(folder.FullName, "rules.yaml"), string.Join('\n', spec.Split('\n').Select(line => line.Length < 2 ? line : line[2..])));
            File.WriteAllText(Path.Combine(folder.FullName, "test.yaml"), Read("tests/fixtures/webhook/alerts-test.yaml"));

            Assert.Contains("13 rules found", Run(promtool!, folder.FullName, "check", "rules", "rules.yaml"), StringComparison.Ordinal);
            Assert.Contains("SUCCESS", Run(promtool!, folder.FullName, "test", "rules", "test.yaml"), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_directory_renders_with_the_dashboard_in_a_ConfigMap_and_scrapes_the_port_of_the_metrics()
    {
        using var installation = Installation.Copy();
        var rendered = await installation.TextAsync("deploy/monitoring");

        Assert.Equal(["ConfigMap", "PrometheusRule", "ServiceMonitor", "ServiceMonitor"], Kind().Matches(rendered).Select(match => match.Groups["kind"].Value).Order(StringComparer.Ordinal));
        Assert.Contains("grafana_dashboard: \"1\"", rendered, StringComparison.Ordinal);
        Assert.Contains("\"title\": \"AdmissionGuard\"", rendered, StringComparison.Ordinal);
        Assert.Contains("port: metrics", rendered, StringComparison.Ordinal);
        foreach (var services in (string[])["deploy/base/services.yaml", "deploy/companion/services.yaml"])
        {
            var text = Read(services);
            Assert.Contains("- name: metrics", text, StringComparison.Ordinal);
            var selected = Selected().Matches(rendered).Select(match => match.Groups["name"].Value);
            Assert.Single(selected, name => text.Contains($"app.kubernetes.io/name: {name}\n", StringComparison.Ordinal));
        }
    }

    private static string Run(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.Result + error.Result);
        return output.Result + error.Result;
    }

    // The tables of docs/operations.md and docs/companion.md, which other tests hold to what is exported.
    private static Dictionary<string, string[]> Labels()
    {
        var labels = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (Match row in MetricRow().Matches(Read("docs/operations.md") + Read("docs/companion.md")))
        {
            foreach (var name in row.Groups["names"].Value.Split(", "))
            {
                labels[name.Trim('`')] = row.Groups["labels"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries);
            }
        }

        return labels;
    }

    // A histogram is exported as three.
    private static string Base(string name) => OfApiServer.Contains(name, StringComparer.Ordinal) ? name : Suffix().Replace(name, "");

    private static JsonNode Dashboard() => JsonNode.Parse(Read("deploy/monitoring/dashboard.json"))!;

    private static IEnumerable<JsonNode> Targets() => Dashboard()["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => target!);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^ +expr: (?<expr>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex AlertExpression();

    [GeneratedRegex(@"^ +- alert: (?<name>\w+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex AlertName();

    [GeneratedRegex(@"\b(admission_guard|apiserver|process|dotnet|http|kestrel)_\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"\bby \((?<labels>[^)]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"[{,](?<label>\w+)=""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Legend();

    [GeneratedRegex(@"^# TYPE (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Type();

    [GeneratedRegex(@"^\| (?<names>`[a-z_]+`(, `[a-z_]+`)*) \| (?<labels>[a-z_, ]*?) ?\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex MetricRow();

    [GeneratedRegex("^kind: (?<kind>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Kind();

    [GeneratedRegex(@"app\.kubernetes\.io/name: (?<name>\S+-metrics)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Selected();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();
}

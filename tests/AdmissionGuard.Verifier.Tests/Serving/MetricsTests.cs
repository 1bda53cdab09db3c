using System.Text.RegularExpressions;
using AdmissionGuard.Serving.Metrics;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Tests.Serving;

/// <summary>What is measured, and that the page says so.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await CompanionCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Controller_and_agents_export_what_the_fixture_says_and_the_page_explains_each()
    {
        using var reader = new MeterReader(_cluster.Scope);
        _cluster.AddAgent("n1");
        _cluster.AddAgent("n2");
        _cluster.AddController("one", review: new ReviewOptions { Quiet = TimeSpan.FromMilliseconds(100), Pulse = TimeSpan.FromMilliseconds(20) });
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        await _cluster.LeaderAsync("one");
        await _cluster.KnownAsync();
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.VerdictAsync("db");
        await _cluster.EventAsync("db", "IsolationStarts");
        await Eventually.Async(() => Text().Contains("admission_guard_enforcement_verdicts_total{verdict=\"Enforced\"} 1\n", StringComparison.Ordinal), "the count");

        var text = Text();
        Assert.Contains("admission_guard_enforcement_verdicts_total{verdict=\"NotEnforced\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("admission_guard_enforcement_latency_seconds_count 1\n", text, StringComparison.Ordinal);
        Assert.Contains("admission_guard_enforcement_leader 1\n", text, StringComparison.Ordinal);
        Assert.Contains("admission_guard_enforcement_age_seconds{resource=\"networkpolicies\"} ", text, StringComparison.Ordinal);
        Assert.Contains("admission_guard_admitted_findings_total{action=\"warn\",rule=\"isolation-starts\"} 1\n", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^admission_guard_agent_flows_total\{kind=""sent""\} [1-9]", text);
        var described = text.Split('\n').Where(line => line.StartsWith("# ", StringComparison.Ordinal) && line.Contains(" admission_guard_", StringComparison.Ordinal));
        Repository.Holds("tests/fixtures/verifier/metrics.txt", string.Join('\n', described) + "\n");

        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/companion.md"), TestContext.Current.CancellationToken);
        var explained = Named().Matches(page).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Typed().Matches(text).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal), explained);

        string Text() => PrometheusText.Of(reader.Read());
    }

    [GeneratedRegex("admission_guard_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex Named();

    [GeneratedRegex("^# TYPE (?<name>admission_guard_[a-z_]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Typed();
}

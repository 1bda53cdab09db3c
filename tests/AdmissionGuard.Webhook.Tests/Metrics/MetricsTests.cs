using System.Text.RegularExpressions;
using AdmissionGuard.TestKit;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Metrics;

public sealed partial class MetricsTests
{
    [Fact]
    public async Task The_host_exports_what_the_fixture_says()
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RunningWebhook.StartAsync(server);
        await webhook.ReadyAsync();
        await webhook.PostAsync(new StringContent("?"));
        await Eventually.Async(() => server.Requests.Count(request => request.Path.Contains("watch=true", StringComparison.Ordinal)) == 8);
        var text = (await webhook.GetAsync("/metrics")).Text;

        // Every name, type and help; of the values those that are the same each time. HttpClient's belong to the whole process.
        var lines = text.Split('\n').Where(line => !line.Contains("http_client", StringComparison.Ordinal)
            && (line.StartsWith('#') || line.StartsWith("admission_guard", StringComparison.Ordinal)));
        Repository.Holds("tests/fixtures/webhook/metrics.txt", Changing().Replace(string.Join('\n', lines), "$1 N") + "\n");
    }

    [Fact]
    public async Task Every_line_is_one_that_Prometheus_reads()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        await webhook.PostAsync(new StringContent("?"));
        await webhook.GetAsync("/nowhere");
        var text = (await webhook.GetAsync("/metrics")).Text;
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Matches(Line(), line));
        Assert.Equal(lines.Length, lines.Distinct().Count());
        Assert.Contains(
            "http_server_request_duration_seconds_count{http_request_method=\"POST\",http_response_status_code=\"200\",http_route=\"/validate\"} 1", lines);
        Assert.Contains(lines, line => line.StartsWith("process_resident_memory_bytes ", StringComparison.Ordinal) && line.Length > 37);
    }

    [GeneratedRegex(@"(?m)^(admission_guard_(?:certificate_expiry_timestamp_seconds|cluster_age_seconds|build_info)(?:\{[^}]*\})?) \S+$")]
    private static partial Regex Changing();

    [GeneratedRegex(@"^(# HELP [a-z_]+ \S.*|# TYPE [a-z_]+ (counter|gauge|histogram)|[a-z_]+(\{([a-z_]+=""[^""]*"",?)+\})? (-?[0-9.E+-]+|\+Inf|NaN))$")]
    private static partial Regex Line();
}

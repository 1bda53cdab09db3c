using System.Net;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Each_port_serves_its_own_paths_and_nothing_else()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        using var client = Clients.Trusting(webhook.Authority.Pem);
        foreach (var path in (string[])["/livez", "/readyz", "/metrics"])
        {
            Assert.Equal(HttpStatusCode.OK, (await webhook.GetAsync(path)).Status);
            using var onTls = await client.GetAsync(new Uri(webhook.Host.Admission, path), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, onTls.StatusCode);
        }

        using var onPlain = await client.PostAsync(
            new Uri(webhook.Host.Health, "/validate"), new StringContent("?"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, onPlain.StatusCode);
        using var read = await client.GetAsync(webhook.Validate, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, read.StatusCode);
        Assert.False(read.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Answers_are_plain_text_that_nobody_keeps()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        using var client = new HttpClient();
        using var ready = await client.GetAsync(new Uri(webhook.Host.Health, "/readyz"), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; charset=utf-8", ready.Content.Headers.ContentType!.ToString());
        Assert.Contains("no-store", ready.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var metrics = await client.GetAsync(new Uri(webhook.Host.Health, "/metrics"), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Readyz_names_every_check()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        var text = (await webhook.GetAsync("/readyz?verbose")).Text;
        Assert.Equal(
            ["[+]certificate", "[+]configuration", "[+]cluster", "[+]draining", "readyz"],
            text.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Equal("livez check passed\n", (await webhook.GetAsync("/livez?verbose")).Text);
    }
}

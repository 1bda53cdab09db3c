using System.Net;
using AdmissionGuard.TestKit.Time;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.Webhook.Tests.Hosting;

public sealed class DrainingTests
{
    private readonly FakeTime _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Readiness_falls_first_requests_are_answered_on_and_connections_are_given_back()
    {
        await using var webhook = await StartAsync(RunningWebhook.EchoAsync);
        using var client = Clients.Trusting(webhook.Authority.Pem);
        Assert.False(await ClosesAsync(webhook, client));

        var stopping = webhook.Host.StopAsync();
        var (status, text) = await webhook.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("[-]draining failed: this process has been told to end\n", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await webhook.GetAsync("/livez")).Status);
        Assert.True(await ClosesAsync(webhook, client));
        Assert.False(stopping.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => webhook.GetAsync("/livez"));
        Assert.Equal(["Told to end: not ready any more, and answering for another 5 s"], webhook.Log.Of(2001));
        Assert.Single(webhook.Log.Of(2002));
    }

    [Fact]
    public async Task A_request_in_flight_is_finished_after_the_delay_too()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var webhook = await StartAsync(async context =>
        {
            entered.TrySetResult();
            await release.Task;
            await context.Response.WriteAsync("done");
        });
        var request = webhook.PostAsync(new StringContent("?"));
        await entered.Task;
        var stopping = webhook.Host.StopAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.Async(async () => !await IsListeningAsync(webhook));
        Assert.False(stopping.IsCompleted);

        release.SetResult();
        Assert.Equal((HttpStatusCode.OK, "done"), await request);
        await stopping;
    }

    private static async Task<bool> ClosesAsync(RunningWebhook webhook, HttpClient client)
    {
        using var response = await client.PostAsync(webhook.Validate, new StringContent("?"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.ConnectionClose == true;
    }

    private static async Task<bool> IsListeningAsync(RunningWebhook webhook)
    {
        try
        {
            await webhook.GetAsync("/livez");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task<RunningWebhook> StartAsync(RequestDelegate answer) => RunningWebhook.StartAsync(
        answer: answer, time: _time, configure: options => options with { Drain = TimeSpan.FromSeconds(5) });
}

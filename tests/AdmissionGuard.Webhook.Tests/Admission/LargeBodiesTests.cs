using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using AdmissionGuard.Webhook.Admission;
using AdmissionGuard.Webhook.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Tests.Admission;

public sealed class LargeBodiesTests
{
    private const string Late = "a large body was not there in time: it came too slowly, or others before it are still being judged";

    [Fact]
    public async Task Large_bodies_are_judged_one_after_the_other_and_hold_up_no_small_one()
    {
        await using var webhook = await RunningWebhook.StartAsync(make: AdmissionEndpoint.Of);
        using var client = Clients.Trusting(webhook.Authority.Pem);
        using var slow = new StallingBody(Large(), 100_000);
        var first = AskAsync(client, webhook, slow, "30s");
        await slow.Stalled;

        // The first has its place as soon as 64 KiB of it have come, which nobody tells.
        await Eventually.Async(async () =>
            await AskAsync(client, webhook, Body(Large()), "1s") == (
                HttpStatusCode.ServiceUnavailable, $"{Late}\n"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, webhook, Body(Requests.Wipe().ToJsonString()), "1s")).Status);

        var second = AskAsync(client, webhook, Body(Large()), "30s");
        slow.GoOn();
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await first).Status, (await second).Status));
        Assert.Contains("admission_guard_not_judged_total{reason=\"body\"}", (await webhook.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_a_large_body_too_slowly_makes_room_for_the_next()
    {
        await using var webhook = await RunningWebhook.StartAsync(make: AdmissionEndpoint.Of);
        using var client = Clients.Trusting(webhook.Authority.Pem);
        using var slow = new StallingBody(Large(), 100_000);
        var first = AskAsync(client, webhook, slow, "500ms");
        await slow.Stalled;
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, webhook, Body(Large()), "30s")).Status);
        await Eventually.Async(() => webhook.Log.Of(1004).Contains($"Refused a request with HTTP 503: {Late}"));
        slow.GoOn();

        // The connection may be closed before the rest of the body is sent.
        await Task.WhenAny(first);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(100_000)]
    public async Task A_connection_that_breaks_in_the_middle_of_a_body_is_no_error(int sent)
    {
        await using var webhook = await RunningWebhook.StartAsync(make: AdmissionEndpoint.Of);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        using var client = Clients.Trusting(webhook.Authority.Pem, handler => handler.ConnectCallback = async (context, cancellation) =>
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket);
        });
        using var body = new StallingBody(Large(), sent);
        var asked = client.PostAsync(webhook.Validate, body, TestContext.Current.CancellationToken);
        await body.Stalled;
        socket.Close();

        // The next one is answered, and the end waits for what is still going on.
        using var other = Clients.Trusting(webhook.Authority.Pem);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(other, webhook, Body(Large()), "30s")).Status);
        await webhook.Host.StopAsync();
        Assert.DoesNotContain(webhook.Log.Entries, entry => entry.Level >= LogLevel.Error);
        body.GoOn();
        await Task.WhenAny(asked);
    }

    private static string Large() => Requests.Create(Requests.Policy(Requests.Huge())).ToJsonString();

    private static StringContent Body(string review) => new(review, MediaTypeHeaderValue.Parse("application/json"));

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient client, RunningWebhook webhook, HttpContent body, string timeout)
    {
        using var response = await client.PostAsync(new Uri($"{webhook.Validate}?timeout={timeout}"), body, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    // Sends some of a body, and the rest when it is told to.
    private sealed class StallingBody : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly int _first;
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StallingBody(string text, int first)
        {
            (_bytes, _first) = (Encoding.UTF8.GetBytes(text), first);
            Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        }

        public Task Stalled => _stalled.Task;

        public void GoOn() => _more.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_bytes.AsMemory(0, _first), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            _stalled.SetResult();
            await _more.Task.WaitAsync(cancellationToken);
            await stream.WriteAsync(_bytes.AsMemory(_first), cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}

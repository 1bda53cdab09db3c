using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Hosting;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Tls;

public sealed class CertificateRotationTests
{
    private readonly FakeTime _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task In_the_middle_of_requests_no_request_is_lost()
    {
        await using var webhook = await RunningWebhook.StartAsync(time: _time);
        var answered = 0;
        using var stop = new CancellationTokenSource();

        // Kept connections and new ones: a client that closes each connection sees the new certificate at once.
        var load = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            using var client = Clients.Trusting(webhook.Authority.Pem);
            client.DefaultRequestHeaders.ConnectionClose = i % 2 == 0;
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal((HttpStatusCode.OK, "5"), await webhook.PostAsync(new StringContent("12345"), client));
                Interlocked.Increment(ref answered);
            }
        })).ToList();

        var first = await ShownAsync(webhook);
        for (var i = 0; i < 3; i++)
        {
            var before = Volatile.Read(ref answered);
            webhook.Folder.Mount(webhook.Authority.Server("127.0.0.1"), $"next-{i}");
            _time.Advance(WebhookHost.FileInterval);
            await Eventually.Async(() => webhook.Log.Of(2030).Count == i + 2 && Volatile.Read(ref answered) > before + 50);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.NotEqual(first, await ShownAsync(webhook));
        Assert.Empty(webhook.Log.Of(2031));
    }

    [Fact]
    public async Task Files_that_are_no_pair_yet_keep_the_old_one_until_they_are()
    {
        await using var webhook = await RunningWebhook.StartAsync(time: _time);
        var first = await ShownAsync(webhook);
        var next = webhook.Authority.Server("127.0.0.1");
        webhook.Folder.With("tls/..first/tls.crt", next.Pem);
        _time.Advance(WebhookHost.FileInterval);
        await Eventually.Async(() => webhook.Log.Of(2031).Count == 1);
        Assert.Equal(first, await ShownAsync(webhook));
        Assert.Contains("the previous one is kept: --tls-key tls/tls.key: is not the key", webhook.Folder.Without((await webhook.GetAsync("/readyz?verbose")).Text), StringComparison.Ordinal);

        webhook.Folder.With("tls/..first/tls.key", next.KeyPem);
        _time.Advance(WebhookHost.FileInterval);
        await Eventually.Async(() => webhook.Log.Of(2030).Count == 2);
        Assert.NotEqual(first, await ShownAsync(webhook));
        Assert.DoesNotContain("kept", (await webhook.GetAsync("/readyz?verbose")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_ends_while_nobody_replaces_it_makes_the_webhook_unready_and_is_told_of_once()
    {
        await using var webhook = await RunningWebhook.StartAsync(time: _time);
        _time.Advance(TimeSpan.FromDays(1) + WebhookHost.FileInterval);
        await Eventually.Async(() => webhook.Log.Of(2033).Count == 1);
        var (status, text) = await webhook.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("[-]certificate failed: ended at ", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await webhook.GetAsync("/livez")).Status);
    }

    [Fact]
    public async Task Clients_refuse_it_once_it_has_ended_and_take_the_one_that_is_brought_then()
    {
        // Clients go by the machine's clock, and the webhook's is behind: it takes a certificate that has but seconds to go.
        var time = new FakeTime(TimeProvider.System.GetUtcNow().AddMinutes(-30));
        await using var webhook = await RunningWebhook.StartAsync(time: time);
        var end = TimeProvider.System.GetUtcNow().AddSeconds(6);
        await BringAsync(webhook, time, webhook.Authority.Server(end, "127.0.0.1"), "short");
        Assert.Equal(HttpStatusCode.OK, await AskedAnewAsync(webhook));
        await Task.Delay(end.AddSeconds(1) - TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => AskedAnewAsync(webhook));

        await BringAsync(webhook, time, webhook.Authority.Server("127.0.0.1"), "good");
        Assert.Equal(HttpStatusCode.OK, await AskedAnewAsync(webhook));
    }

    [Fact]
    public async Task The_certificates_between_its_own_and_the_root_are_sent_along()
    {
        using var chain = new IntermediateChain();
        await using var webhook = await RunningWebhook.StartAsync(time: _time, prepare: folder => folder.Mount(chain.Pair, "chain"));
        using var client = Clients.Trusting(chain.RootPem);
        Assert.Equal((HttpStatusCode.OK, "2"), await webhook.PostAsync(new StringContent("ok"), client));
    }

    [Fact]
    public async Task A_client_that_trusts_another_authority_gets_no_answer_and_does_no_harm()
    {
        await using var webhook = await RunningWebhook.StartAsync(time: _time);
        using var other = new CertificateAuthority("other", TimeProvider.System);
        using var stranger = Clients.Trusting(other.Pem);
        await Assert.ThrowsAsync<HttpRequestException>(() => webhook.PostAsync(new StringContent("ok"), stranger));
        Assert.Equal((HttpStatusCode.OK, "2"), await webhook.PostAsync(new StringContent("ok")));
    }

    [Theory]
    [InlineData("tls/tls.crt", null, "--tls-cert tls/tls.crt: no such file; correct the path")]
    [InlineData("tls/tls.key", null, "--tls-key tls/tls.key: no such file; correct the path")]
    [InlineData("tls/tls.crt", "", "--tls-cert tls/tls.crt: no certificate in it; PEM is expected, -----BEGIN CERTIFICATE-----")]
    public async Task Without_a_good_pair_it_does_not_start(string file, string? content, string error)
    {
        using var place = new TestFolder();
        var refusal = await Assert.ThrowsAsync<SettingException>(() => RunningWebhook.StartAsync(prepare: folder =>
        {
            File.Delete(folder.In(file));
            if (content is not null)
            {
                folder.With(file, content);
            }
        }));
        Assert.EndsWith(error[error.IndexOf("tls/", StringComparison.Ordinal)..], refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(error[..error.IndexOf("tls/", StringComparison.Ordinal)], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_for_a_pair_that_is_written_later()
    {
        TestFolder? folder = null;
        var starting = RunningWebhook.StartAsync(
            time: _time,
            prepare: own =>
            {
                folder = own;
                File.Delete(own.In("tls/..first/tls.crt"));
            },
            configure: options => options with { CertificatePatience = TimeSpan.FromSeconds(30) });
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(starting.IsCompleted);

        using var authority = new CertificateAuthority("late", TimeProvider.System);
        folder!.Mount(authority.Server("127.0.0.1"), "late");
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Async(() => starting.IsCompleted);
        await using var webhook = await starting;
        Assert.StartsWith("Waiting for the certificate, up to 30 s: --tls-cert ", Assert.Single(webhook.Log.Of(2032)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_not_wait_for_ever()
    {
        var starting = RunningWebhook.StartAsync(
            time: _time,
            prepare: folder => File.Delete(folder.In("tls/..first/tls.crt")),
            configure: options => options with { CertificatePatience = TimeSpan.FromSeconds(30) });
        for (var i = 0; i < 31; i++)
        {
            await Eventually.Async(() => _time.Waiting > 0 || starting.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Eventually.Async(() => starting.IsCompleted);
        var refusal = await Assert.ThrowsAsync<SettingException>(() => starting);
        Assert.EndsWith("no such file; correct the path", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task BringAsync(RunningWebhook webhook, FakeTime time, IssuedCertificate pair, string version)
    {
        var taken = webhook.Log.Of(2030).Count;
        webhook.Folder.Mount(pair, version);
        time.Advance(WebhookHost.FileInterval);
        await Eventually.Async(() => webhook.Log.Of(2030).Count > taken);
    }

    private static async Task<HttpStatusCode> AskedAnewAsync(RunningWebhook webhook)
    {
        using var client = Clients.Trusting(webhook.Authority.Pem);
        return (await webhook.PostAsync(new StringContent("ok"), client)).Status;
    }

    // The serial number of the certificate that a new connection is shown.
    private static async Task<string> ShownAsync(RunningWebhook webhook)
    {
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, webhook.Host.Admission.Port);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            CertificateChainPolicy = Clients.Trust(webhook.Authority.Pem),
        });
        return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }
}

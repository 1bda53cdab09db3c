using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace AdmissionGuard.Webhook.Tests.Hosting;

public sealed class LimitsTests
{
    private const int MaxBody = 8 << 20;

    [Fact]
    public async Task A_body_of_8_MiB_is_read_and_a_longer_one_is_refused_with_413()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        Assert.Equal((HttpStatusCode.OK, $"{MaxBody}"), await webhook.PostAsync(new ByteArrayContent(new byte[MaxBody])));

        // The length alone is enough: whoever still sends the body finds the connection closed.
        await using var stream = await ConnectAsync(webhook);
        await WriteAsync(stream, $"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: {MaxBody + 1}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", await ReadSomeAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused_once_it_is_too_long()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        await using var stream = await ConnectAsync(webhook);
        await WriteAsync(stream, "POST /validate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = Encoding.ASCII.GetBytes($"100000\r\n{new string('x', 1 << 20)}\r\n");
        for (var i = 0; i < 8; i++)
        {
            await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
        }

        await WriteAsync(stream, "1\r\nx\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", await ReadSomeAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_clients_that_send_nothing_hold_nobody_up()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        var slow = new List<SslStream>();
        for (var i = 0; i < 50; i++)
        {
            var stream = await ConnectAsync(webhook);
            await WriteAsync(stream, i % 2 == 0 ? "POST /vali" : "POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx");
            slow.Add(stream);
        }

        var started = Stopwatch.GetTimestamp();
        Assert.Equal((HttpStatusCode.OK, "1"), await webhook.PostAsync(new StringContent("?")));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(3));
        foreach (var stream in slow)
        {
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_body_that_hardly_moves_is_given_up()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        await using var stream = await ConnectAsync(webhook);
        await WriteAsync(stream, "POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx");

        // After the 5 s of grace that the limit has: Kestrel's clock is the machine's.
        var answer = await ReadSomeAsync(stream);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task A_thousand_connections_are_served()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        using var client = Clients.Trusting(webhook.Authority.Pem);
        using var first = new SemaphoreSlim(0);

        // All are open before the first request, and stay.
        var connections = new SslStream[1000];
        await Parallel.ForAsync(
            0, connections.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => connections[i] = await ConnectAsync(webhook));
        await Parallel.ForEachAsync(connections, async (stream, _) =>
        {
            await WriteAsync(stream, "POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok");
            Assert.StartsWith("HTTP/1.1 200", await ReadSomeAsync(stream), StringComparison.Ordinal);
        });
        Assert.Contains("kestrel_active_connections 100", (await webhook.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        foreach (var stream in connections)
        {
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task HTTP_2_and_HTTP_1_1_are_spoken()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        using var client = Clients.Trusting(webhook.Authority.Pem);
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Validate)
            {
                Content = new StringContent("?"),
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, version), (response.StatusCode, response.Version));
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refusal = await Assert.ThrowsAsync<SettingException>(
            () => RunningWebhook.StartAsync(configure: options => options with { Port = port }));
        Assert.Equal(
            $"Failed to bind to address https://127.0.0.1:{port}: address already in use; choose others with --address, --port and --health-port",
            refusal.Message);
    }

    private static async Task<SslStream> ConnectAsync(RunningWebhook webhook)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, webhook.Host.Admission.Port);
        var stream = new SslStream(tcp.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            CertificateChainPolicy = Clients.Trust(webhook.Authority.Pem),
        });
        return stream;
    }

    private static async Task WriteAsync(SslStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> ReadSomeAsync(SslStream stream)
    {
        var buffer = new byte[4096];
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, patience.Token));
        }
        catch (IOException)
        {
            return "";
        }
    }
}

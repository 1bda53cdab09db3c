using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;

namespace AdmissionGuard.TestKit.Tests.Faults;

public sealed class FaultTests
{
    private const string Pods = "/api/v1/pods";

    [Fact]
    public async Task A_fault_strikes_what_it_was_made_for_as_often_as_it_was_told()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Faults.Add(Fault.InternalError, request => request.Path.StartsWith(Pods, StringComparison.Ordinal), times: 2);

        var statuses = new List<int>();
        foreach (var path in new[] { "/api/v1/nodes", Pods, Pods, Pods })
        {
            statuses.Add((await client.GetAsync(path)).Status);
        }

        Assert.Equal([200, 500, 500, 200], statuses);
    }

    [Fact]
    public async Task Too_many_requests_say_when_to_come_back()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Faults.Add(Fault.TooManyRequests(7), Any);

        using var response = await client.SendAsync(HttpMethod.Get, Pods);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_proxy_answers_in_html()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Faults.Add(Fault.Html(502), Any);

        using var response = await client.SendAsync(HttpMethod.Get, Pods);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_reset_is_no_answer(int httpVersion)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server, VersionOf(httpVersion));
        server.Faults.Add(Fault.Reset, Any);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(HttpMethod.Get, Pods));
    }

    [Fact]
    public async Task A_reset_takes_what_else_goes_on_in_the_connection_with_it()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        using var watch = await client.WatchAsync($"{Pods}?watch=true&resourceVersion={server.Store.Version}");
        server.Faults.Add(Fault.Reset, Any);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(HttpMethod.Get, Pods));

        await Assert.ThrowsAnyAsync<IOException>(watch.NextAsync);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_watch_is_reset_in_the_middle_of_a_line(int httpVersion)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server, VersionOf(httpVersion));
        server.Store.Put(Some.Pod("web"));
        server.Faults.Add(Fault.ResetAfter(40), Any);

        using var response = await client.SendAsync(HttpMethod.Get, $"{Pods}?watch=true");
        using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[40];
        await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(async () => await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_watch_ends_in_the_middle_of_a_line_as_if_nothing_were_wrong(int httpVersion)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server, VersionOf(httpVersion));
        server.Store.Put(Some.Pod("web"));
        server.Faults.Add(Fault.EndAfter(40), Any);

        using var response = await client.SendAsync(HttpMethod.Get, $"{Pods}?watch=true");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("""{"type":"ADDED","object":{"kind":"Pod","a"""[..40], text);
    }

    [Fact]
    public async Task A_running_watch_is_cut_inside_the_line_that_was_named()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Faults.Add(Fault.EndInLine(3), Any);
        using var response = await client.SendAsync(HttpMethod.Get, $"{Pods}?watch=true&resourceVersion={server.Store.Version}");

        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            server.Store.Put(Some.Pod(name));
        }

        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal("b", (string?)Some.Object(lines[1])["object"]!["metadata"]!["name"]);
        Assert.Equal("""{"type":"ADDED","object":{"kin""", lines[2]);
    }

    [Fact]
    public async Task Connections_are_counted()
    {
        await using var server = await ApiServer.StartAsync();
        using (var client = TestClient.Admin(server))
        {
            await client.GetAsync("/version");
            await client.GetAsync("/version");
            Assert.Equal((1, 1), (server.AcceptedConnections, server.OpenConnections));
        }

        using var other = TestClient.Admin(server);
        await other.GetAsync("/version");
        Assert.Equal(2, server.AcceptedConnections);
    }

    [Fact]
    public async Task Silence_lasts_until_the_client_gives_up()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web"));
        server.Faults.Add(Fault.Silence, Any);
        server.Faults.Add(Fault.SilenceAfterHeaders, Any);
        server.Faults.Add(Fault.SilenceAfter(10), Any);

        var unanswered = client.SendAsync(HttpMethod.Get, Pods);
        await server.Requests.WaitForAsync(_ => true, 1, TestContext.Current.CancellationToken);
        using var headersOnly = await client.SendAsync(HttpMethod.Get, Pods);
        using var tenBytes = await client.SendAsync(HttpMethod.Get, Pods);
        using var stream = await tenBytes.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await stream.ReadExactlyAsync(new byte[10], TestContext.Current.CancellationToken);
        var rest = stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        var body = headersOnly.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)headersOnly.StatusCode);
        Assert.False(unanswered.IsCompleted);
        Assert.False(body.IsCompleted);
        Assert.False(rest.IsCompleted);
    }

    [Fact]
    public async Task A_slow_answer_takes_its_time()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var (_, whole) = await client.GetAsync("/version");
        server.Faults.Add(Fault.Slow(bytesPerSecond: 1000), Any);

        var watch = Stopwatch.StartNew();
        var (_, slow) = await client.GetAsync("/version");

        Assert.Equal(whole.ToJsonString(), slow.ToJsonString());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.25, 5);
    }

    [Fact]
    public async Task Another_certificate_is_shown_to_new_connections()
    {
        await using var server = await ApiServer.StartAsync();
        using var strangers = new CertificateAuthority("strangers", TimeProvider.System);
        using var first = TestClient.Admin(server);
        await first.GetAsync("/version");

        foreach (var wrong in new[]
        {
            strangers.Server("127.0.0.1"),
            server.Authority.Server("elsewhere.example.com"),
            server.Authority.Server(TimeProvider.System.GetUtcNow().AddHours(-2), "127.0.0.1"),
        })
        {
            server.Serve(wrong);
            using var client = TestClient.Admin(server);
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(HttpMethod.Get, "/version"));
            Assert.IsType<AuthenticationException>(refused.InnerException);
        }

        Assert.Equal(200, (await first.GetAsync("/version")).Status);
        server.Serve(server.ServerCertificate);
        using var last = TestClient.Admin(server);
        Assert.Equal(200, (await last.GetAsync("/version")).Status);
    }

    [Fact]
    public async Task A_server_that_stopped_comes_back_on_its_port_with_all_it_had()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web"));
        var url = server.Url;
        using var watch = await client.WatchAsync($"{Pods}?watch=true");
        await watch.NextAsync();

        await server.StopListeningAsync();
        using var socket = new TcpClient();
        var refused = await Assert.ThrowsAsync<SocketException>(
            async () => await socket.ConnectAsync(IPAddress.Loopback, new Uri(url).Port, TestContext.Current.CancellationToken));
        await server.ListenAgainAsync();
        using var again = TestClient.Admin(server);
        var (_, pods) = await again.GetAsync(Pods);

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal(url, server.Url);
        Assert.Single(pods["items"]!.AsArray());
    }

    [Fact]
    public async Task A_half_open_server_accepts_and_says_nothing()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Faults.HalfOpen = true;
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Url).Port, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await socket.GetStream().ReadExactlyAsync(new byte[1], impatient.Token));
        server.Faults.Clear();

        Assert.Equal(200, (await client.GetAsync("/version")).Status);
    }

    private static bool Any(LoggedRequest request) => true;

    private static Version VersionOf(int number) => number == 1 ? HttpVersion.Version11 : HttpVersion.Version20;
}

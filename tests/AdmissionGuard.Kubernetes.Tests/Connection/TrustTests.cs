using System.Net;
using System.Text;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Time;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>Whom a client believes to be the API server: nobody whom the settings do not name (CVE-2025-9708 of another client).</summary>
public sealed class TrustTests : IDisposable
{
    private readonly Place _place = new();
    private readonly CertificateAuthority _authority = new("cluster", TimeProvider.System);
    private readonly CertificateAuthority _other = new("other", TimeProvider.System);

    public void Dispose()
    {
        _place.Dispose();
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task The_right_authority_and_the_right_name_are_enough()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        await server.Settings(_authority).GetAsync();
        var seen = Assert.Single(server.Requests);
        Assert.Equal(("/version", "HTTP/2"), (seen.Path, seen.Protocol));
        Assert.Matches(@"^admission-guard/[0-9.]+ \((linux|darwin|windows)/[a-z0-9]+\)$", seen.UserAgent);
        Assert.Null(seen.Authorization);
    }

    [Fact]
    public async Task Another_authority_is_refused()
    {
        await using var server = await TlsServer.StartAsync(_other.Server("127.0.0.1"));
        Assert.Equal(
            $"{server.Address}: its certificate is signed by none of the authorities in ca",
            await server.Settings(_authority).FailureAsync());
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Another_name_is_refused()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("elsewhere"));
        Assert.Equal(
            $"{server.Address}: its certificate is not one for 127.0.0.1; "
            + "correct the address, or set tls-server-name to a name that it has",
            await server.Settings(_authority).FailureAsync());
    }

    [Fact]
    public async Task An_expired_certificate_is_refused()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server(TimeProvider.System.GetUtcNow().AddHours(-2), "127.0.0.1"));
        Assert.Equal(
            $"{server.Address}: its certificate has ended or has not begun; have it renewed, or correct this machine's clock",
            await server.Settings(_authority).FailureAsync());
    }

    [Fact]
    public async Task Without_an_authority_the_machine_decides()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        Assert.Contains("no certificate-authority is set", await server.Settings(authority: null).FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_no_server()
    {
        await using var server = await TlsServer.StartAsync(_authority.Client("127.0.0.1"));
        await server.Settings(_authority).FailureAsync();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Insecure_means_insecure()
    {
        await using var server = await TlsServer.StartAsync(_other.Server("elsewhere"));
        await (server.Settings(authority: null) with { SkipsVerification = true }).GetAsync();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_name_is_asked_for_and_verified()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("kubernetes.default"));
        await (server.Settings(_authority) with { TlsServerName = "kubernetes.default" }).GetAsync();
        Assert.Equal("kubernetes.default", Assert.Single(server.ServerNames));
    }

    [Fact]
    public async Task A_certificate_for_the_address_alone_does_not_do_where_a_server_name_is_set() // fabric8io/kubernetes-client#7956
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        Assert.Contains(
            "its certificate is not one for kubernetes.default",
            await (server.Settings(_authority) with { TlsServerName = "kubernetes.default" }).FailureAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_IPv6_address_is_reached_and_verified()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("::1"), IPAddress.IPv6Loopback);
        await server.Settings(_authority).GetAsync();
        Assert.StartsWith("[::1]:", Assert.Single(server.Requests).Host, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_hold_two_authorities_while_one_replaces_the_other()
    {
        await using var server = await TlsServer.StartAsync(_other.Server("127.0.0.1"));
        var file = _place.With("ca.crt", $"# both\n{_authority.Pem}\n{_other.Pem}\n");
        await (server.Settings(_other) with { CertificateAuthority = ContentSource.OfFile(file, "ca") }).GetAsync();
    }

    [Fact]
    public async Task A_path_of_the_server_is_kept()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        var settings = server.Settings(_authority);
        await (settings with { Server = new Uri(settings.Server, "/k8s/clusters/c-1/") }).GetAsync();
        Assert.Equal("/k8s/clusters/c-1/version", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task A_rotated_authority_is_read_while_the_old_connection_goes_on()
    {
        var time = new FakeTime();
        var file = _place.With("ca.crt", _authority.Pem);
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        using var client = ApiClient.Open(
            server.Settings(_authority) with { CertificateAuthority = ContentSource.OfFile(file, "ca") }, time);
        var release = new TaskCompletionSource();
        server.Answer = async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await release.Task;
            await context.Response.WriteAsync(" last");
        };
        using var watch = await client.GetAsync("/watch", TestContext.Current.CancellationToken);
        server.Answer = _ => Task.CompletedTask;

        server.Use(_other.Server("127.0.0.1"));
        _place.With("ca.crt", _other.Pem);
        time.Advance(TimeSpan.FromMinutes(4.9));
        await client.GetAsync("/kept");
        time.Advance(TimeSpan.FromMinutes(0.2));
        await client.GetAsync("/new");

        release.SetResult();
        Assert.Equal("first last", await watch.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var connections = server.Requests.Select(seen => seen.Connection).ToList();
        Assert.Equal(connections[0], connections[1]);
        Assert.NotEqual(connections[0], connections[2]);
        await Eventually.Async(() => server.OpenConnections == 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("half a file")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task A_broken_authority_does_not_replace_a_good_one(string broken)
    {
        var time = new FakeTime();
        var warnings = new List<string>();
        var file = _place.With("ca.crt", _authority.Pem);
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        using var client = ApiClient.Open(
            server.Settings(_authority) with { CertificateAuthority = ContentSource.OfFile(file, "ca") }, time, warnings.Add);
        await client.GetAsync();
        _place.With("ca.crt", broken);
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromMinutes(6));
            await client.GetAsync();
        }

        Assert.Single(server.Requests.Select(seen => seen.Connection).Distinct());
        Assert.EndsWith("the previous one is kept", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_handshake_makes_the_next_request_look_at_the_file()
    {
        var file = _place.With("ca.crt", _other.Pem);
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        using var client = ApiClient.Open(
            server.Settings(_authority) with { CertificateAuthority = ContentSource.OfFile(file, "ca") }, new FakeTime());
        await client.FailureAsync();
        _place.With("ca.crt", _authority.Pem);
        await client.GetAsync();
    }

    [Fact]
    public async Task A_stepping_clock_changes_nothing()
    {
        var time = new FakeTime();
        await using var server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
        var token = _place.With("token", "one");
        using var client = ApiClient.Open(server.Settings(_authority).WithToken(token), time);
        await client.GetAsync();
        _place.With("token", "two");
        time.SetWallClock(time.GetUtcNow().AddYears(10));
        await client.GetAsync();
        time.SetWallClock(time.GetUtcNow().AddYears(-20));
        await client.GetAsync();
        Assert.All(server.Requests, seen => Assert.Equal("Bearer one", seen.Authorization));
        time.Advance(TimeSpan.FromMinutes(1));
        await client.GetAsync();
        Assert.Equal("Bearer two", server.Requests.Last().Authorization);
    }

    [Fact]
    public void A_missing_or_broken_file_is_told_before_the_first_request()
    {
        Assert.Equal("ca: ca.crt: no such file; correct the path", Open(_place.In("ca.crt")));
        Assert.StartsWith("ca: ca.crt: no certificate in it; ", Open(_place.With("ca.crt", "x")), StringComparison.Ordinal);
        Assert.StartsWith(
            "ca: ca.crt: a certificate in it cannot be read; ",
            Open(_place.With("ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "ca: ca.crt: holds intermediate certificates only; ",
            Open(_place.With("ca.crt", _authority.Client("no root").Pem)),
            StringComparison.Ordinal);

        string Open(string file) => _place.Error(() => ApiClient.Open(
            new ConnectionSettings(new Uri("https://x"), "test") { CertificateAuthority = ContentSource.OfFile(file, "ca") },
            TimeProvider.System));
    }

    [Fact]
    public async Task Nobody_there_is_told_with_the_address()
    {
        var settings = new ConnectionSettings(new Uri("https://127.0.0.1:1"), "test")
        {
            CertificateAuthority = ContentSource.OfData(Encoding.UTF8.GetBytes(_authority.Pem), "ca"),
        };
        Assert.Equal("https://127.0.0.1:1/: Connection refused", await settings.FailureAsync());
    }
}

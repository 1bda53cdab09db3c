using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

public sealed class CredentialTests : IDisposable
{
    private readonly Place _place = new();
    private readonly CertificateAuthority _authority = new("cluster", TimeProvider.System);
    private readonly FakeTime _time = new();

    public void Dispose()
    {
        _place.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_token_is_trimmed_and_sent()
    {
        await using var server = await StartAsync();
        using var client = Open(server, "  abc \n");
        await client.GetAsync();
        Assert.Equal("Bearer abc", Assert.Single(server.Requests).Authorization);
    }

    [Fact]
    public async Task A_rotated_token_is_sent_within_a_minute()
    {
        await using var server = await StartAsync();
        using var client = Open(server, "old");
        await client.GetAsync();
        _place.With("token", "new");
        _time.Advance(TimeSpan.FromSeconds(49));
        await client.GetAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await client.GetAsync();
        Assert.Equal(["Bearer old", "Bearer old", "Bearer new"], server.Requests.Select(seen => seen.Authorization));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData(null)]
    public async Task A_broken_token_does_not_replace_a_good_one(string? broken)
    {
        await using var server = await StartAsync();
        var warnings = new List<string>();
        using var client = Open(server, "good", warnings.Add);
        await client.GetAsync();
        Break(broken);
        _time.Advance(TimeSpan.FromMinutes(2));
        await client.GetAsync();
        Assert.Equal("Bearer good", server.Requests.Last().Authorization);
        Assert.Single(warnings);
    }

    [Fact]
    public async Task A_refused_token_is_read_again_and_the_request_repeated_once()
    {
        await using var server = await StartAsync();
        var valid = "old";
        server.Require(() => valid);
        using var client = Open(server, "old");
        await client.GetAsync();
        valid = "new";
        _place.With("token", "new");
        await client.GetAsync();
        Assert.Equal(["Bearer old", "Bearer old", "Bearer new"], server.Requests.Select(seen => seen.Authorization));
    }

    [Fact]
    public async Task A_refused_token_that_is_still_the_same_is_not_sent_twice()
    {
        await using var server = await StartAsync();
        server.Require(() => "another");
        using var client = Open(server, "mine");
        var refusal = await client.RefusalAsync();
        Assert.Equal((401, "Unauthorized", "Unauthorized"), (refusal.Code, refusal.Reason, refusal.Message));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refused_token_is_not_used_again_when_the_file_is_broken()
    {
        await using var server = await StartAsync();
        server.Require(() => "another");
        using var client = Open(server, "mine");
        Break(null);
        Assert.Equal("token: token: no such file; correct the path", _place.Without(await client.FailureAsync()));
        _place.With("token", "another");
        await client.GetAsync();
    }

    [Fact]
    public void A_token_file_that_is_empty_or_missing_at_the_start_is_an_error()
    {
        Assert.Equal("token: token: no such file; correct the path", ErrorOf(_place.In("token")));
        Assert.Equal("token: token: the token is empty", ErrorOf(_place.With("token", " \n")));
        Assert.Equal("token: token: not a token; it has characters that no header may have", ErrorOf(_place.With("token", "a\r\nb: c")));

        string ErrorOf(string path) => _place.Error(() => ApiClient.Open(
            new ConnectionSettings(new Uri("https://x"), "test").WithToken(path), _time));
    }

    [Fact]
    public async Task No_token_goes_over_a_connection_that_anybody_can_read()
    {
        using var inner = new ClusterTransport(
            new ConnectionSettings(new Uri("https://127.0.0.1:1"), "test").WithToken(_place.With("token", "s3cret")), _time, _ => { });
        using var invoker = new HttpMessageInvoker(inner);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1/");
        await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, TestContext.Current.CancellationToken));
        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        await using var server = await StartAsync();
        await WithCertificate(server, _authority.Client("alice", "dev")).GetAsync();
        Assert.Equal("O=dev, CN=alice", Assert.Single(server.Requests).User);
    }

    [Fact]
    public async Task A_rotated_client_certificate_is_shown_on_a_new_connection_and_the_old_one_is_closed()
    {
        await using var server = await StartAsync();
        using var client = ApiClient.Open(WithCertificate(server, _authority.Client("alice")), _time);
        await client.GetAsync();
        Write(_authority.Client("bob"));
        _time.Advance(TimeSpan.FromMinutes(4.9));
        await client.GetAsync();
        _time.Advance(TimeSpan.FromMinutes(0.2));
        await client.GetAsync();
        await client.GetAsync();
        Assert.Equal(["CN=alice", "CN=alice", "CN=bob", "CN=bob"], server.Requests.Select(seen => seen.User));
        Assert.Equal(2, server.Requests.Select(seen => seen.Connection).Distinct().Count());
        await Eventually.Async(() => server.OpenConnections == 1);
    }

    [Fact]
    public async Task A_half_written_pair_does_not_replace_a_good_one()
    {
        await using var server = await StartAsync();
        var warnings = new List<string>();
        using var client = ApiClient.Open(WithCertificate(server, _authority.Client("alice")), _time, warnings.Add);
        await client.GetAsync();
        var next = _authority.Client("bob");
        _place.With("tls.crt", next.Pem);
        _time.Advance(TimeSpan.FromMinutes(6));
        await client.GetAsync();
        Assert.Contains("not the key of the certificate in cert: ", Assert.Single(warnings), StringComparison.Ordinal);
        _place.With("tls.key", next.KeyPem);
        _time.Advance(TimeSpan.FromMinutes(6));
        await client.GetAsync();
        Assert.Equal(["CN=alice", "CN=alice", "CN=bob"], server.Requests.Select(seen => seen.User));
    }

    [Fact]
    public async Task An_expired_client_certificate_is_named_and_its_successor_used_at_once()
    {
        await using var server = await TlsServer.StartAsync(
            _authority.Server("127.0.0.1"),
            acceptsClient: client => client.NotAfter.ToUniversalTime() > TimeProvider.System.GetUtcNow().UtcDateTime);
        using var client = ApiClient.Open(
            WithCertificate(server, _authority.Client(TimeProvider.System.GetUtcNow().AddHours(-2), "alice")), TimeProvider.System);
        Assert.Contains("; the client certificate ended on 20", await client.FailureAsync(), StringComparison.Ordinal);
        Write(_authority.Client("alice"));
        await client.GetAsync();
        Assert.Equal("CN=alice", Assert.Single(server.Requests).User);
    }

    [Fact]
    public async Task A_certificate_that_the_server_refuses_is_read_again()
    {
        await using var server = await StartAsync();
        server.Answer = context =>
        {
            context.Response.StatusCode = context.Connection.ClientCertificate!.Subject == "CN=bob" ? 200 : 401;
            return Task.CompletedTask;
        };
        using var client = ApiClient.Open(WithCertificate(server, _authority.Client("alice")), _time);
        Write(_authority.Client("bob"));
        await client.GetAsync();
        Assert.Equal(["CN=alice", "CN=bob"], server.Requests.Select(seen => seen.User));
    }

    [Fact]
    public void A_pair_that_is_none_is_told_before_the_first_request()
    {
        var (alice, bob) = (_authority.Client("alice"), _authority.Client("bob"));
        Assert.Equal(
            "key: tls.key: not the key of the certificate in cert: tls.crt (of alice); replace both together",
            ErrorOf(alice.Pem, bob.KeyPem));
        Assert.StartsWith("cert: tls.crt: no certificate in it; ", ErrorOf("", alice.KeyPem), StringComparison.Ordinal);
        Assert.StartsWith("key: tls.key: no key in it; ", ErrorOf(alice.Pem, "x"), StringComparison.Ordinal);
        Assert.StartsWith(
            "key: tls.key: the key is encrypted; ",
            ErrorOf(alice.Pem, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "key: tls.key: not the key of the certificate",
            ErrorOf(alice.Pem, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
            StringComparison.Ordinal);

        string ErrorOf(string certificate, string key) => _place.Error(() => ApiClient.Open(
            new ConnectionSettings(new Uri("https://x"), "test")
                .WithCertificate(_place.With("tls.crt", certificate), _place.With("tls.key", key)),
            _time));
    }

    [Fact]
    public void What_has_signed_a_certificate_is_sent_along()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var root = new CertificateRequest("CN=root", key, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var signer = root.CreateSelfSigned(now, now.AddDays(1));
        var middle = new CertificateRequest("CN=middle", key, HashAlgorithmName.SHA256);
        middle.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var intermediate = middle.Create(signer, now, now.AddDays(1), [1]).CopyWithPrivateKey(key);
        using var leaf = new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256).Create(intermediate, now, now.AddDays(1), [2]);

        var certificate = ClientCertificate.Parse(
            Encoding.UTF8.GetBytes($"{leaf.ExportCertificatePem()}\n{intermediate.ExportCertificatePem()}"),
            Encoding.UTF8.GetBytes(key.ExportPkcs8PrivateKeyPem()),
            "cert",
            "key");
        Assert.Equal("CN=middle", Assert.Single(certificate.Context.IntermediateCertificates).Subject);
    }

    private Task<TlsServer> StartAsync() => TlsServer.StartAsync(_authority.Server("127.0.0.1"));

    private ApiClient Open(TlsServer server, string token, Action<string>? warn = null) =>
        ApiClient.Open(server.Settings(_authority).WithToken(_place.With("token", token)), _time, warn);

    private ConnectionSettings WithCertificate(TlsServer server, IssuedCertificate certificate)
    {
        Write(certificate);
        return server.Settings(_authority).WithCertificate(_place.In("tls.crt"), _place.In("tls.key"));
    }

    private void Write(IssuedCertificate certificate)
    {
        _place.With("tls.crt", certificate.Pem);
        _place.With("tls.key", certificate.KeyPem);
    }

    private void Break(string? content)
    {
        if (content is null)
        {
            File.Delete(_place.In("token"));
        }
        else
        {
            _place.With("token", content);
        }
    }
}

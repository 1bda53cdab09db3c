using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.TestKit.Tests;

/// <summary>A plain HTTP client of a server under test, which trusts its authority and nobody else's.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly HttpClient _http;

    public TestClient(ApiServer server, string? token = null, IssuedCertificate? certificate = null, Version? version = null)
    {
        var trusted = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trusted.CustomTrustStore.Add(X509Certificate2.CreateFromPem(server.CaPem));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new() { CertificateChainPolicy = trusted },
            ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate.Load(), null, offline: true);
        }

        _http = new(handler)
        {
            BaseAddress = new(server.Url),
            DefaultRequestVersion = version ?? HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }
    }

    public static TestClient Admin(ApiServer server, Version? version = null) =>
        new(server, certificate: server.Authority.Client("admin", "system:masters"), version: version);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string? accept = null, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(method, path)
        {
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a request and reads its answer.</summary>
    public async Task<(int Status, JsonObject Body)> AskAsync(HttpMethod method, string path, string? body = null, string? accept = null)
    {
        using var response = await SendAsync(method, path, body, accept);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(text)!.AsObject());
    }

    public Task<(int Status, JsonObject Body)> GetAsync(string path, string? accept = null) => AskAsync(HttpMethod.Get, path, null, accept);

    public Task<(int Status, JsonObject Body)> PostAsync(string path, string body) => AskAsync(HttpMethod.Post, path, body);

    public async Task<(int Status, JsonObject Body)> PatchAsync(string path, string contentType, string patch)
    {
        using var response = await SendAsync(HttpMethod.Patch, path, patch, null, contentType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>The Warning headers of an answer.</summary>
    public static IEnumerable<string> Warnings(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Warning", out var values) ? values : [];

    public async Task<WatchReader> WatchAsync(string path, string? accept = null)
    {
        var response = await SendAsync(HttpMethod.Get, path, null, accept);
        Assert.Equal(200, (int)response.StatusCode);
        return new(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Reads the lines of a watch.</summary>
internal sealed class WatchReader(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>The next event as <c>TYPE name</c>; null at the end.</summary>
    public async Task<string?> NextAsync() => await NextEventAsync() is { } next
        ? $"{next["type"]} {next["object"]?["metadata"]?["name"]}".TrimEnd()
        : null;

    /// <summary>The next event; null at the end.</summary>
    public async Task<JsonObject?> NextEventAsync() =>
        await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line ? JsonNode.Parse(line)!.AsObject() : null;

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}

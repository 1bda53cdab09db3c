using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>What tests of a connection do again and again.</summary>
internal static class Calls
{
    /// <summary>Settings that trust an authority by data.</summary>
    public static ConnectionSettings Settings(this TlsServer server, CertificateAuthority? authority) =>
        new(server.Address, "test")
        {
            CertificateAuthority = authority is null ? null : ContentSource.OfData(System.Text.Encoding.UTF8.GetBytes(authority.Pem), "ca"),
        };

    public static ConnectionSettings WithToken(this ConnectionSettings settings, string path) =>
        settings with { Credentials = new Credentials { Token = ContentSource.OfFile(path, "token") } };

    public static ConnectionSettings WithCertificate(this ConnectionSettings settings, string certificate, string key) => settings with
    {
        Credentials = new Credentials
        {
            Certificate = new CertificatePair(ContentSource.OfFile(certificate, "cert"), ContentSource.OfFile(key, "key")),
        },
    };

    public static async Task GetAsync(this ApiClient client, string path = "/version")
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
    }

    /// <summary>A GET with a client of its own.</summary>
    public static async Task GetAsync(this ConnectionSettings settings)
    {
        using var client = ApiClient.Open(settings, TimeProvider.System);
        await client.GetAsync();
    }

    /// <summary>Why a GET does not reach the server; one line.</summary>
    public static async Task<string> FailureAsync(this ApiClient client)
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync());
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
    }

    public static async Task<string> FailureAsync(this ConnectionSettings settings)
    {
        using var client = ApiClient.Open(settings, TimeProvider.System);
        return await client.FailureAsync();
    }

    public static async Task<ApiException> RefusalAsync(this ApiClient client) =>
        await Assert.ThrowsAsync<ApiException>(() => client.GetAsync());
}

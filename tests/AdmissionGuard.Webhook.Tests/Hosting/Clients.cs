using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace AdmissionGuard.Webhook.Tests.Hosting;

/// <summary>Clients that trust one authority.</summary>
internal static class Clients
{
    public static HttpClient Trusting(string caPem, Action<SocketsHttpHandler>? configure = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(caPem) },
            UseProxy = false,
        };
        configure?.Invoke(handler);
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public static X509ChainPolicy Trust(string caPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(caPem);
        return policy;
    }
}

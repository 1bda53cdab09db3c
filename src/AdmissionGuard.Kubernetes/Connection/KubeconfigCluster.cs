using System.Net;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Decodes where a kubeconfig says that a cluster is.</summary>
internal static class KubeconfigCluster
{
    public static ConnectionSettings Decode(KubeconfigEntry cluster, Surroundings surroundings) => cluster.File.Guard(() =>
    {
        var server = Server(cluster);
        var authority = cluster.Content("certificate-authority");
        var skips = cluster.Value.Field("insecure-skip-tls-verify").Flag();
        if (skips && authority is not null)
        {
            throw cluster.Error(
                "insecure-skip-tls-verify", "cannot be true where a certificate authority is given; remove one of the two");
        }

        return new ConnectionSettings(server, cluster.File.Path)
        {
            CertificateAuthority = authority,
            SkipsVerification = skips,
            TlsServerName = ServerName(cluster),
            Proxy = Proxy(cluster) ?? ProxyVariables.Find(server, surroundings),
        };
    });

    private static Uri Server(KubeconfigEntry cluster)
    {
        var text = cluster.Text("server") ?? throw cluster.Error("server", "is missing; write https://HOST:PORT");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https") || server.Host.Length == 0)
        {
            throw cluster.Error("server", "not an http or https address; write https://HOST:PORT");
        }

        // What stands before an @ would be shown wherever the address is.
        return server.UserInfo.Length == 0 && server.Query.Length == 0 && server.Fragment.Length == 0
            ? server
            : throw cluster.Error("server", "only scheme, host, port and path belong here; put credentials into users");
    }

    private static string? ServerName(KubeconfigEntry cluster)
    {
        var name = cluster.Text("tls-server-name");
        return name is null || Uri.CheckHostName(name) != UriHostNameType.Unknown || IPAddress.TryParse(name, out _)
            ? name
            : throw cluster.Error("tls-server-name", "not a host name; write it without scheme and port");
    }

    private static ProxySettings? Proxy(KubeconfigEntry cluster)
    {
        var text = cluster.Text("proxy-url");
        return text is null ? null : ProxySettings.Parse(text)
            ?? throw cluster.Error("proxy-url", "not the address of a proxy; write http://HOST:PORT, https://... or socks5://...");
    }
}

using System.Net;
using System.Text;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>The settings of a pod, by its service account.</summary>
internal static class InCluster
{
    private const string Host = "KUBERNETES_SERVICE_HOST";
    private const string Port = "KUBERNETES_SERVICE_PORT";

    /// <summary>The settings; null when this is no pod, or one without a service account's token.</summary>
    public static ConnectionSettings? Find(Surroundings surroundings)
    {
        var token = Path.Combine(surroundings.ServiceAccount, "token");
        if (surroundings.Value(Host) is not { } host || surroundings.Value(Port) is not { } port || !File.Exists(token))
        {
            return null;
        }

        var address = $"https://{Bracketed(host)}:{port}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || server.AbsolutePath != "/")
        {
            throw new ConnectionException($"environment variables {Host}, {Port}: {address} is no address; they are set by kubelet");
        }

        return new ConnectionSettings(server, $"the service account in {surroundings.ServiceAccount}")
        {
            CertificateAuthority = ContentSource.OfFile(Path.Combine(surroundings.ServiceAccount, "ca.crt"), "service account"),
            Credentials = new Credentials { Token = ContentSource.OfFile(token, "service account") },
            Namespace = Namespace(Path.Combine(surroundings.ServiceAccount, "namespace")) ?? "default",
            Proxy = ProxyVariables.Find(server, surroundings),
        };
    }

    private static string Bracketed(string host) =>
        IPAddress.TryParse(host, out var address) && host.Contains(':') ? $"[{address}]" : host;

    private static string? Namespace(string path) =>
        File.Exists(path) && Encoding.UTF8.GetString(FileReads.All(path, path)).Trim() is { Length: > 0 } name ? name : null;
}

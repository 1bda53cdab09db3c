using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>What a plugin is told in <c>KUBERNETES_EXEC_INFO</c>: an ExecCredential with a spec, fields in client-go's order.</summary>
internal static class ExecRequest
{
    public const string Variable = "KUBERNETES_EXEC_INFO";

    public static string Write(ConnectionSettings settings, ExecSettings exec)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", exec.ApiVersion);
            json.WriteStartObject("spec");
            if (exec.ProvidesClusterInfo)
            {
                WriteCluster(json, settings, exec);
            }

            json.WriteBoolean("interactive", false);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteCluster(Utf8JsonWriter json, ConnectionSettings settings, ExecSettings exec)
    {
        json.WriteStartObject("cluster");
        json.WriteString("server", settings.Server.OriginalString);
        if (settings.TlsServerName is not null)
        {
            json.WriteString("tls-server-name", settings.TlsServerName);
        }

        if (settings.SkipsVerification)
        {
            json.WriteBoolean("insecure-skip-tls-verify", true);
        }

        if (settings.CertificateAuthority is not null)
        {
            json.WriteBase64String("certificate-authority-data", settings.CertificateAuthority.Read());
        }

        if (settings.Proxy is not null)
        {
            json.WriteString("proxy-url", settings.Proxy.Reveal());
        }

        if (exec.ClusterConfig is not null)
        {
            json.WritePropertyName("config");
            json.WriteRawValue(exec.ClusterConfig);
        }

        json.WriteEndObject();
    }
}

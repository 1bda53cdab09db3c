using System.Text;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>How to reach an API server and who to be there. Printing it shows no secret.</summary>
/// <param name="Server">Where it is: https, or http without credentials; a path is kept in front of every request's.</param>
/// <param name="Origin">Where these settings come from, for messages.</param>
public sealed record ConnectionSettings(Uri Server, string Origin)
{
    /// <summary>Who may sign the server's certificate, as PEM; null for the authorities of this machine.</summary>
    public ContentSource? CertificateAuthority { get; init; }

    /// <summary>The name that the server is asked for and that its certificate must have; null for the host of the address.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Nothing is checked: anybody may be the server. Only where a kubeconfig says so.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>The proxy to go through; null for none.</summary>
    public ProxySettings? Proxy { get; init; }

    /// <summary>Who to be.</summary>
    public Credentials Credentials { get; init; } = Credentials.None;

    /// <summary>The namespace that is meant when none is named.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The kubeconfig's context; null in a pod.</summary>
    public string? Context { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder($"{Server} from {Origin}");
        Append(text, "context", Context);
        Append(text, "namespace", Namespace);
        Append(text, "certificate authority", CertificateAuthority);
        Append(text, "tls-server-name", TlsServerName);
        Append(text, "proxy", Proxy);
        Append(text, "credentials", Credentials);
        return text.Append(SkipsVerification ? "; the server's certificate is not checked" : "").ToString();
    }

    private static void Append(StringBuilder text, string name, object? value)
    {
        if (value is not null)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"; {name}: {value}");
        }
    }
}

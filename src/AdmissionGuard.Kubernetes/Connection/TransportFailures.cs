using System.Security.Authentication;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Says in one line why a server was not reached.</summary>
internal static class TransportFailures
{
    public static HttpRequestException Describe(
        HttpRequestException failure, ConnectionSettings settings, ClientCertificate? certificate, TimeProvider time)
    {
        var reason = failure.HttpRequestError == HttpRequestError.SecureConnectionError
            ? Handshake(failure, settings)
            : Innermost(failure);
        var expired = certificate is not null && certificate.NotAfter < time.GetUtcNow()
            ? $"; the client certificate ended on {certificate.NotAfter:yyyy-MM-dd}, renew it ({certificate.Name})"
            : "";
        var proxy = settings.Proxy is null ? "" : $" through {settings.Proxy.Address}";
        return new HttpRequestException(
            failure.HttpRequestError, OneLine.Of($"{settings.Server}{proxy}: {reason}{expired}"), failure, failure.StatusCode);
    }

    private static string Handshake(HttpRequestException failure, ConnectionSettings settings)
    {
        var message = failure.InnerException is AuthenticationException inner ? inner.Message : Innermost(failure);
        if (message.Contains("NameMismatch", StringComparison.Ordinal))
        {
            var name = settings.TlsServerName ?? settings.Server.Host;
            return $"its certificate is not one for {name}; correct the address, or set tls-server-name to a name that it has";
        }

        if (message.Contains("NotTimeValid", StringComparison.Ordinal))
        {
            return "its certificate has ended or has not begun; have it renewed, or correct this machine's clock";
        }

        if (message.Contains("PartialChain", StringComparison.Ordinal) || message.Contains("UntrustedRoot", StringComparison.Ordinal))
        {
            var authorities = settings.CertificateAuthority is { } named
                ? $"in {named.Name}"
                : "of this machine, since no certificate-authority is set";
            return $"its certificate is signed by none of the authorities {authorities}";
        }

        return Innermost(failure);
    }

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        var text = failure.Message.TrimEnd('.');
        return text.Length > 0 ? text : failure.GetType().Name;
    }
}

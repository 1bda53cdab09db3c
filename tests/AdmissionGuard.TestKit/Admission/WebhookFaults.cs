using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>What goes wrong with a call, in the words of Go's HTTP client and of client-go.</summary>
internal static class WebhookFaults
{
    /// <summary>An answer that is no success.</summary>
    public static string OfStatus(HttpResponseMessage response, byte[] body)
    {
        var isText = response.Content.Headers.ContentType?.MediaType?.StartsWith("text/", StringComparison.Ordinal) == true;
        var text = isText ? Encoding.UTF8.GetString(body).Trim() : "unknown";
        return (int)response.StatusCode switch
        {
            400 => "the server rejected our request for an unknown reason",
            401 => "the server has asked for the client to provide credentials",
            403 => text,
            404 => "the server could not find the requested resource",
            405 => "the server does not allow this method on the requested resource",
            422 => "the server rejected our request due to an error in our request",
            429 => "the server has received too many requests and has asked us to try again later",
            503 => "the server is currently unable to handle the request",
            504 => "the server was unable to return a response in the time allotted, but may still be processing the request",
            >= 500 => $"an error on the server (\"{text}\") has prevented the request from succeeding",
            var code => $"the server responded with the status code {code} but did not return more information",
        };
    }

    /// <summary>A connection that could not be made or did not last.</summary>
    public static string OfConnection(Exception broken, Uri url)
    {
        for (var cause = broken; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"dial tcp {url.Host}:{url.Port}: connect: connection refused";
                case SocketException { SocketErrorCode: SocketError.HostNotFound }:
                    return $"dial tcp: lookup {url.Host}: no such host";
                case SocketException { SocketErrorCode: SocketError.ConnectionReset }:
                    return "read: connection reset by peer";
                case AuthenticationException:
                    return OfTls(cause.Message, url);
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return "EOF";
            }
        }

        return broken.Message;
    }

    private static string OfTls(string message, Uri url) => message switch
    {
        _ when message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal) =>
            $"tls: failed to verify certificate: x509: certificate is not valid for {url.Host}",
        _ when message.Contains("NotTimeValid", StringComparison.Ordinal) =>
            "tls: failed to verify certificate: x509: certificate has expired or is not yet valid",
        _ when message.Contains("certificate chain", StringComparison.Ordinal) =>
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        _ => $"tls: {message}",
    };
}

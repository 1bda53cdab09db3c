using System.Net;
using AdmissionGuard.Webhook.Tls;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>
/// Where the process listens, and how much it puts up with. Probes and metrics have a port of their own: kubelet's probes must not depend
/// on the certificate, and the webhook's Service must not lead to the metrics.
/// </summary>
internal static class Listeners
{
    // A review holds the old object and the new one. An API server takes requests of 3 MiB (MaxRequestBodyBytes), so that no object in
    // it is larger, and stores 1.5 MiB (etcd's limit); JSON may be a little longer than what was sent. 2 x 3 MiB and 2 MiB for the rest.
    private const long MaxBody = 8 << 20;

    // client-go keeps an idle connection for 90 s. Who hangs up earlier than the client may do so while it is sending.
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(120);

    // What the server reads ahead of whoever waits with a large body, for each connection.
    private const long ReadAhead = 128 << 10;

    private static readonly TimeSpan Headers = TimeSpan.FromSeconds(10);

    // An API server sends its few kilobytes at once. Slower than this for longer than that is a broken connection, or somebody who
    // means to hold it.
    private static readonly MinDataRate Body = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Sets a server up.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="options">The addresses.</param>
    /// <param name="certificate">The certificate for the next handshake.</param>
    public static void Listen(KestrelServerOptions kestrel, WebhookOptions options, Func<ServingCertificate> certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBody;
        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        kestrel.Limits.RequestHeadersTimeout = Headers;
        kestrel.Limits.KeepAliveTimeout = IdleConnection;
        kestrel.Limits.MinRequestBodyDataRate = Body;
        Listen(kestrel, options.Address, options.Port, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(certificate().Handshake()),
        }));
        Listen(kestrel, options.Address, options.HealthPort, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static void Listen(KestrelServerOptions kestrel, IPAddress? address, int port, Action<ListenOptions> configure)
    {
        if (address is null)
        {
            kestrel.ListenAnyIP(port, configure);
        }
        else
        {
            kestrel.Listen(address, port, configure);
        }
    }
}

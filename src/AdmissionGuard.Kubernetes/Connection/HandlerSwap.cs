using System.Net;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// The transport for the certificates of the moment. When those change a new one takes over; the old one ends its requests, and closes
/// each connection after its last: what is kept alive would keep the old identity (kubernetes/kubernetes#120621).
/// </summary>
internal sealed class HandlerSwap(ConnectionSettings settings) : IDisposable
{
    /// <summary>How often files of certificates are looked at, as client-go does.</summary>
    public static readonly TimeSpan FileInterval = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Lease? _current;

    /// <summary>The transport for these certificates; given back once the headers of the answer are there.</summary>
    public Lease Rent(TrustedRoots? roots, ClientCertificate? certificate)
    {
        lock (_lock)
        {
            if (_current is null || !_current.IsFor(roots, certificate))
            {
                _current?.Dispose();
                _current = new Lease(Build(settings, roots, certificate), roots, certificate);
            }

            return _current.Share();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _current?.Dispose();
            _current = null;
        }
    }

    private static SocketsHttpHandler Build(ConnectionSettings settings, TrustedRoots? roots, ClientCertificate? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            // Lists are small, and gzip would hold events back.
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            EnableMultipleHttp2Connections = true,

            // 30 s and 15 s are client-go's (HTTP2_READ_IDLE_TIMEOUT_SECONDS, HTTP2_PING_TIMEOUT_SECONDS). They do not replace a watch's
            // own deadline: dotnet/runtime#120179.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

            // The environment has been asked already, where it was given.
            UseProxy = settings.Proxy is not null,
            Proxy = settings.Proxy?.ToWebProxy(),
        };
        handler.SslOptions.CertificateChainPolicy = roots?.ToPolicy();
        handler.SslOptions.ClientCertificateContext = certificate?.Context;
        if (settings.SkipsVerification)
        {
#pragma warning disable CA5359 // The kubeconfig asks for it, and only where it names no authority.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return handler;
    }

    /// <summary>A share in a transport. The transport is disposed of with the last one.</summary>
    internal sealed class Lease(SocketsHttpHandler handler, TrustedRoots? roots, ClientCertificate? certificate) : IDisposable
    {
        private readonly HttpMessageInvoker _invoker = new(handler);
        private int _shares = 1;

        public bool IsFor(TrustedRoots? otherRoots, ClientCertificate? otherCertificate) =>
            ReferenceEquals(roots, otherRoots) && ReferenceEquals(certificate, otherCertificate);

        /// <summary>One share more; called under the lock that guards the first one.</summary>
        public Lease Share()
        {
            Interlocked.Increment(ref _shares);
            return this;
        }

        public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
            _invoker.SendAsync(request, cancellation);

        // A disposed SocketsHttpHandler closes idle connections and lets bodies that are being read come to their end.
        public void Dispose()
        {
            if (Interlocked.Decrement(ref _shares) == 0)
            {
                _invoker.Dispose();
            }
        }
    }
}

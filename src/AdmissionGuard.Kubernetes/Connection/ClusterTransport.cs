using System.Net;
using System.Net.Http.Headers;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Sends requests to the API server that is meant, as the one that is meant, while certificates and tokens change.</summary>
internal sealed class ClusterTransport : HttpMessageHandler
{
    private readonly ConnectionSettings _settings;
    private readonly TimeProvider _time;
    private readonly HandlerSwap _handlers;
    private readonly Reloaded<TrustedRoots>? _roots;
    private readonly ICredentialSource _credentials;

    /// <summary>A transport. What can be read is read here, so that mistakes show before the first request.</summary>
    /// <exception cref="ConnectionException">A file is missing or broken.</exception>
    public ClusterTransport(ConnectionSettings settings, TimeProvider time, Action<string> warn)
    {
        _settings = settings;
        _time = time;
        _handlers = new HandlerSwap(settings);
        if (settings.CertificateAuthority is { } authority)
        {
            _roots = new Reloaded<TrustedRoots>(
                [authority], contents => TrustedRoots.Parse(contents[0], authority.Name), HandlerSwap.FileInterval, time, warn);
            _roots.Current();
        }

        if (settings.Credentials.Exec is { } exec)
        {
            _credentials = new ExecCredentials(settings, exec, time);
        }
        else
        {
            var stored = new StoredCredentials(settings.Credentials, time, warn);
            stored.Current();
            _credentials = stored;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var credential = await CredentialAsync(cancellationToken);
        var response = await SendAsync(request, credential, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        // Once: whoever is refused with what is fresh is not known here.
        _credentials.Refuse(credential);
        Credential fresh;
        try
        {
            fresh = await CredentialAsync(cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        if (fresh.IsSameAs(credential))
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(request, fresh, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handlers.Dispose();
            (_credentials as IDisposable)?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<Credential> CredentialAsync(CancellationToken cancellation)
    {
        try
        {
            return await _credentials.CurrentAsync(cancellation);
        }
        catch (ConnectionException e)
        {
            // Callers wait and try again: a plugin or a file that fails now may work in a minute.
            throw new HttpRequestException(HttpRequestError.UserAuthenticationError, e.Message, e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Credential credential, CancellationToken cancellation)
    {
        // Settings with credentials have an https address; this holds whatever a caller asks for.
        request.Headers.Authorization = credential.Token is not null && request.RequestUri!.Scheme == "https"
            ? new AuthenticationHeaderValue("Bearer", credential.Token.Reveal())
            : null;

        // The one way to name the server in the handshake that works through proxies too: SslOptions.TargetHost is overwritten.
        request.Headers.Host = _settings.TlsServerName;
        using var lease = _handlers.Rent(_roots?.Current(), credential.Certificate);
        try
        {
            return await lease.SendAsync(request, cancellation);
        }
        catch (HttpRequestException e)
        {
            // Where an authority or a certificate has been replaced, waiting minutes for the next look would help nobody.
            _roots?.LookAgain();
            _credentials.LookAgain();
            throw TransportFailures.Describe(e, _settings, credential.Certificate, _time);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// Sends requests to one API server. JSON only; no protobuf, no upgrades to SPDY or WebSocket, no OIDC of its own, and writes only as far
/// as this project needs them.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client on a transport that authenticates by itself.</summary>
    /// <param name="server">Where the API server is.</param>
    /// <param name="transport">The transport; disposed of with the client.</param>
    public ApiClient(Uri server, HttpMessageHandler transport)
    {
        Server = server;

        // A watch may be silent for minutes: every caller brings its own deadline.
        _http = new HttpClient(transport)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent.Text);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Where the API server is.</summary>
    public Uri Server { get; }

    /// <summary>A client by settings: it trusts whom they name and authenticates as they say, also when files change.</summary>
    /// <param name="settings">Where and who.</param>
    /// <param name="time">Decides when files are looked at again and when credentials have expired.</param>
    /// <param name="warn">
    /// Told in one line when a file that was read anew is no good and what was known before is kept, and when a client certificate that is
    /// refused has expired. Called by any thread.
    /// </param>
    /// <exception cref="ConnectionException">A file of the settings is missing or broken.</exception>
    public static ApiClient Open(ConnectionSettings settings, TimeProvider time, Action<string>? warn = null) =>
        new(settings.Server, new ClusterTransport(settings, time, warn ?? (_ => { })));

    /// <summary>Sends a GET and returns when the headers are there; the caller disposes of the response.</summary>
    /// <param name="pathAndQuery">From the root: <c>/api/v1/pods?limit=500</c>.</param>
    /// <param name="cancellation">Ends the request, and the reading of its body.</param>
    /// <exception cref="ApiException">The server answered with another status than 2xx.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or is not the one that it should be.</exception>
    public async Task<HttpResponseMessage> GetAsync(string pathAndQuery, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(pathAndQuery));
        return await SendAsync(request, cancellation);
    }

    /// <summary>Sends a request with a body, and returns when the headers are there; the caller disposes of the response.</summary>
    /// <param name="method">POST, PUT, PATCH or DELETE.</param>
    /// <param name="pathAndQuery">From the root: <c>/apis/coordination.k8s.io/v1/namespaces/shop/leases</c>.</param>
    /// <param name="utf8">The body.</param>
    /// <param name="mediaType">What it is: <c>application/json</c>, or the kind of a patch.</param>
    /// <param name="cancellation">Ends the request, and the reading of its answer.</param>
    /// <exception cref="ApiException">The server answered with another status than 2xx.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or is not the one that it should be.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte> utf8, string mediaType, CancellationToken cancellation)
    {
        using var body = new ReadOnlyMemoryContent(utf8);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var request = new HttpRequestMessage(method, Address(pathAndQuery)) { Content = body };
        return await SendAsync(request, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // A server may have a path, where several clusters stand behind one address.
    private Uri Address(string pathAndQuery) => new(Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + pathAndQuery);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        // What a client has as its default counts for its own short forms alone.
        request.Version = _http.DefaultRequestVersion;
        request.VersionPolicy = _http.DefaultVersionPolicy;
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode && !ApiErrors.IsWebPage(response))
        {
            return response;
        }

        using (response)
        {
            throw await ApiErrors.ReadAsync(response, cancellation);
        }
    }
}

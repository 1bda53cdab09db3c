using System.Net.Http.Headers;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// Sends requests to one API server. JSON only; no protobuf, no upgrades to SPDY or WebSocket, and writes only as far as this project
/// needs them.
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
        _http = new HttpClient(transport) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Where the API server is.</summary>
    public Uri Server { get; }

    /// <summary>Sends a GET and returns when the headers are there; the caller disposes of the response.</summary>
    /// <param name="pathAndQuery">From the root: <c>/api/v1/pods?limit=500</c>.</param>
    /// <param name="cancellation">Ends the request, and the reading of its body.</param>
    /// <exception cref="ApiException">The server answered with another status than 2xx.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or is not the one that it should be.</exception>
    public async Task<HttpResponseMessage> GetAsync(string pathAndQuery, CancellationToken cancellation)
    {
        var response = await _http.GetAsync(new Uri(Server, pathAndQuery), HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ApiException((int)response.StatusCode, null, response.ReasonPhrase ?? "");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>A call that did not bring an answer: what failurePolicy decides about.</summary>
/// <param name="message">In the API server's words.</param>
internal sealed class WebhookCallException(string message) : Exception(message);

/// <summary>Calls webhooks as kube-apiserver does: HTTP/1.1 over TLS, verified against the caBundle.</summary>
/// <param name="services">Where Services listen.</param>
/// <param name="time">Tells when a call has taken too long.</param>
internal sealed class WebhookClient(WebhookServices services, TimeProvider time) : IDisposable
{
    // One connection pool for each trust and destination, as the API server keeps one client for each webhook.
    private readonly ConcurrentDictionary<(string CaBundle, string Host), HttpMessageInvoker> _clients = [];

    /// <summary>Sends a review and returns what came back.</summary>
    /// <exception cref="WebhookCallException">There is no usable answer.</exception>
    public async Task<JsonObject> PostAsync(Webhook webhook, byte[] review, CancellationToken cancellation)
    {
        var config = webhook.Json["clientConfig"] as JsonObject ?? [];
        var url = Address(config, webhook.TimeoutSeconds);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(webhook.TimeoutSeconds), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        using var request = Request(url, review);
        try
        {
            using var response = await Client(config, url).SendAsync(request, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            return response.StatusCode is >= HttpStatusCode.OK and <= HttpStatusCode.PartialContent
                ? Parse(body)
                : throw new WebhookCallException($"failed to call webhook: {WebhookFaults.OfStatus(response, body)}");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new WebhookCallException($"failed to call webhook: Post \"{url}\": context deadline exceeded");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new WebhookCallException($"failed to call webhook: Post \"{url}\": {WebhookFaults.OfConnection(broken, url)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static Uri Address(JsonObject config, long timeoutSeconds)
    {
        var text = (string?)config["url"] ?? ServiceUrl(config["service"] as JsonObject)
            ?? throw new WebhookCallException("could not get REST client: webhook must have either url or service");
        var address = new UriBuilder(text);
        address.Query = address.Query.Length > 1 ? $"{address.Query[1..]}&timeout={timeoutSeconds}s" : $"timeout={timeoutSeconds}s";
        return address.Uri;
    }

    private static string? ServiceUrl(JsonObject? service)
    {
        if (service is null)
        {
            return null;
        }

        var host = $"{(string?)service["name"]}.{(string?)service["namespace"]}.svc";
        return $"https://{host}:{service["port"]?.Whole() ?? 443}{(string?)service["path"]}";
    }

    // The headers as recorded, in their order.
    private static HttpRequestMessage Request(Uri url, byte[] review)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Version = HttpVersion.Version11,
            Content = new ByteArrayContent(review) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-apiserver-admission");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, */*");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        return request;
    }

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            return JsonText.Parse(body).Node as JsonObject
                ?? throw new WebhookCallException("failed to call webhook: the answer is no object");
        }
        catch (System.Text.Json.JsonException broken)
        {
            throw new WebhookCallException($"failed to call webhook: couldn't get version/kind; json parse error: {broken.Message}");
        }
    }

    private HttpMessageInvoker Client(JsonObject config, Uri url)
    {
        var bundle = (string?)config["caBundle"] ?? "";
        var service = config["service"] as JsonObject;
        return _clients.GetOrAdd(
            (bundle, url.Authority),
            _ => new HttpMessageInvoker(Handler(bundle, (string?)service?["namespace"], (string?)service?["name"])));
    }

    private SocketsHttpHandler Handler(string bundle, string? @namespace, string? name)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(bundle) },
        };
        if (@namespace is not null && name is not null)
        {
            handler.ConnectCallback = async (context, cancellation) =>
            {
                var port = services.Find(@namespace, name) ?? throw new HttpRequestException($"service \"{name}\" not found");
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        return handler;
    }

    // Without a bundle the machine's own roots are trusted.
    private static X509ChainPolicy? Trust(string bundle)
    {
        if (bundle.Length == 0)
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPem(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        return policy;
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Makes an exception of an answer that is not what was asked for.</summary>
internal static class ApiErrors
{
    // A Status has a few hundred bytes; a list of causes may have some thousands.
    private const int MaxBytes = 64 << 10;
    private const int MaxQuoted = 200;

    /// <summary>Whether an answer is none of an API server, whatever its code: proxies and login pages send HTML.</summary>
    public static bool IsWebPage(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "text/html";

    /// <summary>Reads as much of an answer as is needed for an exception.</summary>
    public static async Task<ApiException> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await BodyAsync(response, cancellation);
        return Status(response, body) ?? Other(response, body);
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = new byte[MaxBytes];
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            length = await stream.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The code alone says enough.
        }

        return buffer[..length];
    }

    private static ApiException? Status(HttpResponseMessage response, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (Text(root, "kind") != "Status")
            {
                return null;
            }

            var code = root.TryGetProperty("code", out var number) && number.TryGetInt32(out var known) ? known : (int)response.StatusCode;
            var details = root.TryGetProperty("details", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            return new ApiException(
                code,
                Text(root, "reason"),
                OneLine.Of(Text(root, "message") ?? Phrase(response)),
                RetryAfter(response) ?? RetryAfter(details),
                Causes(details));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ApiException Other(HttpResponseMessage response, byte[] body)
    {
        var message = response switch
        {
            { Headers.Location: { } location } =>
                $"{Phrase(response)}, to {Place(location)}: set server to the API server's own address",
            _ when IsWebPage(response) =>
                $"{Phrase(response)}, with a web page: this is a proxy's or a login's answer, not an API server's; check server and proxy",
            _ when Quote(body) is { Length: > 0 } text => $"{Phrase(response)}: {text}",
            _ => Phrase(response),
        };
        return new ApiException((int)response.StatusCode, null, OneLine.Of(message), RetryAfter(response));
    }

    // A query may hold what a login needs.
    private static string Place(Uri location) =>
        location.IsAbsoluteUri ? location.GetLeftPart(UriPartial.Path) : location.OriginalString.Split('?', '#')[0];

    // The first line, as far as it is text.
    private static string Quote(byte[] body)
    {
        var line = Encoding.UTF8.GetString(body).TrimStart().Split('\n')[0].TrimEnd();
        var isText = !line.Contains('\uFFFD') && !line.StartsWith('<') && !line.StartsWith('{');
        return !isText ? "" : line.Length > MaxQuoted ? $"{line[..MaxQuoted]}..." : line;
    }

    private static string Phrase(HttpResponseMessage response) =>
        $"HTTP {(int)response.StatusCode} {(response.ReasonPhrase is { Length: > 0 } phrase ? phrase : Name(response.StatusCode))}";

    // HTTP/2 has no phrases.
    private static string Name(HttpStatusCode code) => Enum.IsDefined(code) ? code.ToString() : "";

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,

        // Held against the sender's clock, not ours.
        { Date: { } date } when response.Headers.Date is { } now && date > now => date - now,
        _ => null,
    };

    private static TimeSpan? RetryAfter(JsonElement details) =>
        details.ValueKind == JsonValueKind.Object && details.TryGetProperty("retryAfterSeconds", out var seconds)
        && seconds.TryGetInt32(out var number) && number > 0 ? TimeSpan.FromSeconds(number) : null;

    private static List<string> Causes(JsonElement details) =>
        details.ValueKind == JsonValueKind.Object && details.TryGetProperty("causes", out var causes)
        && causes.ValueKind == JsonValueKind.Array
            ? [.. causes.EnumerateArray().Select(cause => Text(cause, "reason")).OfType<string>()]
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}

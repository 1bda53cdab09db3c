using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Reads what a plugin prints: an ExecCredential. Nothing of it gets into a message.</summary>
internal sealed record ExecReply(Credential Credential, DateTimeOffset? Expires)
{
    /// <summary>Reads a reply.</summary>
    /// <param name="json">Standard output.</param>
    /// <param name="settings">Who was asked.</param>
    public static ExecReply Parse(byte[] json, ExecSettings settings)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, settings);
        }
        catch (JsonException)
        {
            throw Error(settings, "has printed something else than JSON");
        }
    }

    private static ExecReply Read(JsonElement root, ExecSettings settings)
    {
        if (Text(root, "kind") != "ExecCredential")
        {
            throw Error(settings, "has not printed an ExecCredential");
        }

        if (Text(root, "apiVersion") != settings.ApiVersion)
        {
            throw Error(settings, $"has answered in another version than {settings.ApiVersion}, which the kubeconfig asks for");
        }

        if (root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object)
        {
            var token = Text(status, "token");
            var certificate = Certificate(Text(status, "clientCertificateData"), Text(status, "clientKeyData"), settings);
            if (token is not null || certificate is not null)
            {
                return new ExecReply(new Credential(token is null ? null : Token(token, settings), certificate), Expiry(status, settings));
            }
        }

        throw Error(settings, "has given neither a token nor a certificate");
    }

    private static Secret Token(string token, ExecSettings settings) => token.All(c => c is > ' ' and <= '~')
        ? new Secret(token)
        : throw Error(settings, "has given a token with characters that no header may have");

    private static ClientCertificate? Certificate(string? certificate, string? key, ExecSettings settings) => (certificate, key) switch
    {
        (null, null) => null,
        (not null, not null) => ClientCertificate.Parse(
            Encoding.UTF8.GetBytes(certificate),
            Encoding.UTF8.GetBytes(key),
            $"{settings.Setting}: clientCertificateData of {settings.Command}",
            $"{settings.Setting}: clientKeyData of {settings.Command}"),
        _ => throw Error(settings, "has given a certificate without its key, or a key without its certificate"),
    };

    private static DateTimeOffset? Expiry(JsonElement status, ExecSettings settings)
    {
        if (Text(status, "expirationTimestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires)
            ? expires
            : throw Error(settings, "has given an expirationTimestamp that is no time by RFC 3339");
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static ConnectionException Error(ExecSettings settings, string problem) =>
        new($"{settings.Setting}: {settings.Command} {problem}; run it by hand to see what it says");
}

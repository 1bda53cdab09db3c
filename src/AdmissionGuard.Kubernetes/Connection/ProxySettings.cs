using System.Net;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>A proxy: http, https or socks5.</summary>
/// <param name="Address">Where it is, without the user's part.</param>
/// <param name="Login">Who to be there, as it stands in an address (<c>user:password</c>, escaped); null for nobody.</param>
public sealed record ProxySettings(Uri Address, Secret? Login)
{
    /// <summary>Reads an address; null when it is none of a proxy.</summary>
    internal static ProxySettings? Parse(string text)
    {
        // A proxy has no path, query or fragment; what stands there is part of a login that was not escaped.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https" or "socks5") || uri.Host.Length == 0
            || uri.AbsolutePath is not ("" or "/") || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return null;
        }

        var bare = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        return new ProxySettings(bare, uri.UserInfo.Length == 0 ? null : new Secret(uri.UserInfo));
    }

    /// <summary>The whole address, which plugins are told.</summary>
    internal string Reveal() => Login is null
        ? Address.OriginalString
        : $"{Address.Scheme}://{Login.Reveal()}@{Address.Authority}{Address.PathAndQuery}";

    /// <summary>The proxy for a transport.</summary>
    internal WebProxy ToWebProxy()
    {
        var proxy = new WebProxy(Address);
        if (Login?.Reveal().Split(':', 2) is { } login)
        {
            proxy.Credentials = new NetworkCredential(
                Uri.UnescapeDataString(login[0]), login.Length == 2 ? Uri.UnescapeDataString(login[1]) : "");
        }

        return proxy;
    }

    /// <inheritdoc/>
    public override string ToString() => Login is null ? $"{Address}" : $"{Address} with a login, {Login}";
}

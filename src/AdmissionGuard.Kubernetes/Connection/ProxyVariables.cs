using System.Net;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// The proxy that environment variables ask for, read as kubectl reads them (golang.org/x/net/http/httpproxy): HTTPS_PROXY or HTTP_PROXY
/// by the server's scheme, and NO_PROXY; in either case of letters.
/// </summary>
internal static class ProxyVariables
{
    /// <summary>The proxy for a server; null for none.</summary>
    public static ProxySettings? Find(Uri server, Surroundings surroundings)
    {
        var variable = server.Scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY";
        if (Value(surroundings, variable) is not { } text || IsExcepted(server, Value(surroundings, "NO_PROXY") ?? ""))
        {
            return null;
        }

        // "localhost:3128" is a proxy too: Go puts http in front of what has no scheme.
        return ProxySettings.Parse(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}")
            ?? throw new ConnectionException(
                $"environment variable {variable}: not the address of a proxy; write http://HOST:PORT, https://... or socks5://...");
    }

    private static string? Value(Surroundings surroundings, string variable) =>
        surroundings.Value(variable) ?? surroundings.Value(variable.ToLowerInvariant());

    private static bool IsExcepted(Uri server, string noProxy)
    {
        var host = server.IdnHost;
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (address is not null && IPAddress.IsLoopback(address))
            || noProxy.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Any(rule => Matches(rule, host, address, server.Port));
    }

    private static bool Matches(string rule, string host, IPAddress? address, int port)
    {
        if (rule == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(rule, out var network))
        {
            return address is not null && network.Contains(address);
        }

        var (name, rulePort) = Split(rule);
        if (rulePort is not null && rulePort != port)
        {
            return false;
        }

        if (address is not null)
        {
            return IPAddress.TryParse(name, out var exact) && exact.Equals(address);
        }

        // "example.com" is the domain and all beneath it, ".example.com" only what is beneath.
        var suffix = name.TrimStart('*');
        return suffix.StartsWith('.')
            ? host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            : host.Equals(suffix, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith('.' + suffix, StringComparison.OrdinalIgnoreCase);
    }

    // host, host:port, address, address:port, [IPv6] or [IPv6]:port.
    private static (string Name, int? Port) Split(string rule)
    {
        var colon = rule.LastIndexOf(':');
        var hasPort = colon > 0 && (rule.IndexOf(':') == colon || rule[colon - 1] == ']');
        return hasPort && int.TryParse(rule.AsSpan(colon + 1), out var port)
            ? (rule[..colon].Trim('[', ']'), port)
            : (rule.Trim('[', ']'), null);
    }
}

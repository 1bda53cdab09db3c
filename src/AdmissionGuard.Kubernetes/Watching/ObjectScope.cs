namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Which objects of a kind are meant: the API server sends no others.</summary>
public sealed record ObjectScope
{
    /// <summary>All of them.</summary>
    public static ObjectScope All { get; } = new();

    /// <summary>Only those of this namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only those with these labels: <c>app=web,tier in (a,b)</c>; null for all.</summary>
    public string? Labels { get; init; }

    /// <summary>Only those with these fields, of the few that a kind can be selected by: <c>spec.nodeName=node-1</c>; null for all.</summary>
    public string? Fields { get; init; }

    internal string PathOf<T>(ResourceKind<T> kind)
        where T : class => Namespace is null ? kind.Path : kind.PathIn(Namespace);

    /// <summary>The selectors and what else is asked for, as a query with its question mark; empty when nothing is.</summary>
    internal string Query(params IEnumerable<string> others)
    {
        IEnumerable<string> parts = [.. others, .. Selector("labelSelector", Labels), .. Selector("fieldSelector", Fields)];
        return parts.Any() ? $"?{string.Join('&', parts)}" : "";
    }

    private static IEnumerable<string> Selector(string name, string? value) => value is null ? [] : [$"{name}={Uri.EscapeDataString(value)}"];
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Whether pods can resolve names, as far as policies decide it.</summary>
internal enum DnsOutlook
{
    /// <summary>Every path is open over UDP and TCP, or there is nothing to judge.</summary>
    Open,

    /// <summary>Names resolve, but not on every path and over both protocols.</summary>
    Partly,

    /// <summary>No path is open over UDP.</summary>
    Blocked,
}

/// <summary>How far a path to a name server is open over one protocol.</summary>
internal enum PathState
{
    Closed,
    Partly,
    Open,
}

/// <summary>A way to a name server.</summary>
/// <param name="Target">Where it leads: a <see cref="DnsService"/>, NodeLocal DNSCache's addresses, or one address.</param>
/// <param name="Udp">How far it is open over UDP.</param>
/// <param name="Tcp">How far it is open over TCP.</param>
internal readonly record struct DnsPath(object Target, PathState Udp, PathState Tcp)
{
    /// <summary>What it leads to, for people: <c>kube-system/kube-dns</c>, <c>NodeLocal DNSCache 169.254.20.10</c>, an address.</summary>
    public string Name => Target switch
    {
        DnsService service => service.Service.Key.ToString(),
        ImmutableArray<IpAddress> local => $"NodeLocal DNSCache {string.Join(", ", local)}",
        _ => Target.ToString()!,
    };

    /// <summary>What paths come to together.</summary>
    public static DnsOutlook Sum(IReadOnlyList<DnsPath> paths)
    {
        var (open, closed) = (true, paths.Count > 0);
        for (var i = 0; i < paths.Count; i++)
        {
            var path = paths[i];
            open &= path is { Udp: PathState.Open, Tcp: PathState.Open };
            closed &= path.Udp == PathState.Closed;
        }

        return open ? DnsOutlook.Open : closed ? DnsOutlook.Blocked : DnsOutlook.Partly;
    }
}

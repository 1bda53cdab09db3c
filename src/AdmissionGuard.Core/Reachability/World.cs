using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// All addresses that the Internet routes (the IANA special-purpose address registries). A block of <c>0.0.0.0/0</c> but private ranges is
/// the whole world too.
/// </summary>
internal static class World
{
    private static readonly ImmutableArray<IpRange> IPv4 =
    [
        .. new IpBlock(
            IpRange.Everything(IpFamily.IPv4),
            [
                .. new[]
                {
                    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
                    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
                }.Select(cidr => IpRange.ParseCidr(cidr)!.Value),
            ]).Ranges(),
    ];

    private static readonly ImmutableArray<IpRange> IPv6 = [IpRange.ParseCidr("2000::/3")!.Value];

    /// <summary>What may pass to or from every address of the world.</summary>
    public static ConnectionSet Throughout(ExternalMap map, IpFamily family)
    {
        var (result, at, entries) = (ConnectionSet.All, 0, map.Entries);
        foreach (var range in family == IpFamily.IPv4 ? IPv4 : IPv6)
        {
            var next = range.First;
            while (at < entries.Length && (entries[at].Range.Family != family || entries[at].Range.Last < next))
            {
                at++;
            }

            for (var i = at; ; i++)
            {
                if (i == entries.Length || entries[i].Range.Family != family || entries[i].Range.First > next)
                {
                    return ConnectionSet.None;
                }

                result = result.Intersect(entries[i].Connections);
                if (result.IsEmpty || entries[i].Range.Last >= range.Last)
                {
                    break;
                }

                next = entries[i].Range.Last + 1;
            }

            if (result.IsEmpty)
            {
                return result;
            }
        }

        return result;
    }

    /// <summary>Whether a block holds the whole world.</summary>
    public static bool IsIn(IpBlock block) =>
        Throughout(ExternalMap.From([.. block.Ranges().Select(range => new ExternalEntry(range, ConnectionSet.All))]), block.Cidr.Family).IsAll;
}

using System.Globalization;

namespace AdmissionGuard.Core.Model;

/// <summary>Addresses of one family from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
/// <param name="Family">The family of all its addresses.</param>
/// <param name="First">The lowest address.</param>
/// <param name="Last">The highest address, not below the first.</param>
public readonly record struct IpRange(IpFamily Family, UInt128 First, UInt128 Last) : IComparable<IpRange>
{
    /// <summary>Every address of a family.</summary>
    public static IpRange Everything(IpFamily family) => new(family, 0, IpAddress.Highest(family));

    /// <summary>
    /// Reads a CIDR as Kubernetes does for stored policies (ParseCIDRSloppy): host bits may be set, leading zeros are decimal.
    /// </summary>
    public static IpRange? ParseCidr(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || IpAddress.Parse(text[..slash]) is not { } address)
        {
            return null;
        }

        var length = text[(slash + 1)..];
        if (length.IsEmpty || length.ContainsAnyExceptInRange('0', '9') || length.TrimStart('0').Length > 3)
        {
            return null;
        }

        length = length.TrimStart('0');
        var bits = length.IsEmpty ? 0 : int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
        var writtenAsIPv6 = text[..slash].Contains(':');
        if (writtenAsIPv6 && address.Family == IpFamily.IPv4)
        {
            // ::ffff:10.0.0.0/104 is 10.0.0.0/8; a shorter prefix is wider than the mapped block and so a block of IPv6.
            if (bits >= 96)
            {
                bits -= 96;
            }
            else
            {
                address = new IpAddress(IpFamily.IPv6, address.Value | ((UInt128)0xffff << 32));
            }
        }

        var width = address.Family == IpFamily.IPv4 ? 32 : 128;
        if (bits > width)
        {
            return null;
        }

        var hosts = bits == width ? UInt128.Zero : IpAddress.Highest(address.Family) >> bits;
        return new IpRange(address.Family, address.Value & ~hosts, address.Value | hosts);
    }

    /// <summary>Whether an address lies in the range.</summary>
    public bool Contains(IpAddress address) => address.Family == Family && address.Value >= First && address.Value <= Last;

    /// <summary>Whether every address of another range lies in this one.</summary>
    public bool Contains(IpRange other) => other.Family == Family && other.First >= First && other.Last <= Last;

    /// <summary>By family, first and last address.</summary>
    public int CompareTo(IpRange other)
    {
        var byFamily = Family.CompareTo(other.Family);
        var byFirst = byFamily != 0 ? byFamily : First.CompareTo(other.First);
        return byFirst != 0 ? byFirst : Last.CompareTo(other.Last);
    }

    /// <summary><c>10.0.0.0-10.255.255.255</c>.</summary>
    public override string ToString() => $"{new IpAddress(Family, First)}-{new IpAddress(Family, Last)}";
}

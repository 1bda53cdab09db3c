using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AdmissionGuard.Core.Model;

/// <summary>The two families of addresses; IPv4 sorts first.</summary>
public enum IpFamily
{
    /// <summary>32-bit addresses.</summary>
    IPv4,

    /// <summary>128-bit addresses.</summary>
    IPv6,
}

/// <summary>An IP address as a number, so that ranges can be compared and cut.</summary>
/// <param name="Family">The family; an IPv4-mapped IPv6 address is an IPv4 address, as for Go's net package.</param>
/// <param name="Value">The address, 0 to 2^32-1 or 0 to 2^128-1.</param>
public readonly record struct IpAddress(IpFamily Family, UInt128 Value) : IComparable<IpAddress>
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xffff << 32;

    /// <summary>The highest value that an address of a family can have.</summary>
    public static UInt128 Highest(IpFamily family) => family == IpFamily.IPv4 ? uint.MaxValue : UInt128.MaxValue;

    /// <summary>
    /// Reads an address as Kubernetes does for stored objects (ParseIPSloppy): leading zeros in IPv4 are allowed and decimal.
    /// Zones and anything else are refused.
    /// </summary>
    public static IpAddress? Parse(ReadOnlySpan<char> text)
    {
        if (!text.Contains(':'))
        {
            return ParseIPv4(text) is { } value ? new IpAddress(IpFamily.IPv4, value) : null;
        }

        if (text.ContainsAny("%[]/") || !IPAddress.TryParse(WithoutLeadingZeros(text), out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        UInt128 number = 0;
        foreach (var part in bytes)
        {
            number = (number << 8) | part;
        }

        return number >> 32 == 0xffff ? new IpAddress(IpFamily.IPv4, number - MappedPrefix) : new IpAddress(IpFamily.IPv6, number);
    }

    // .NET reads four digits of a group at most, and an IPv4 tail's leading zeros as octal.
    private static string WithoutLeadingZeros(ReadOnlySpan<char> text)
    {
        var groups = text.ToString().Split(':');
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = groups[i].Contains('.', StringComparison.Ordinal)
                ? ParseIPv4(groups[i]) is { } tail ? new IpAddress(IpFamily.IPv4, tail).ToString() : "invalid"
                : groups[i].Length > 1 && groups[i].TrimStart('0') is var digits ? (digits.Length == 0 ? "0" : digits) : groups[i];
        }

        return string.Join(':', groups);
    }

    private static uint? ParseIPv4(ReadOnlySpan<char> text)
    {
        uint value = 0;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.IsEmpty || part.ContainsAnyExceptInRange('0', '9'))
            {
                return null;
            }

            part = part.TrimStart('0');
            if (part.Length > 3)
            {
                return null;
            }

            var number = part.IsEmpty ? 0 : uint.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture);
            if (number > 255)
            {
                return null;
            }

            value = (value << 8) | number;
        }

        return parts == 4 ? value : null;
    }

    /// <inheritdoc/>
    public int CompareTo(IpAddress other) => Family != other.Family ? Family.CompareTo(other.Family) : Value.CompareTo(other.Value);

    /// <summary>Dotted or colon notation, IPv6 compressed as in RFC 5952.</summary>
    public override string ToString()
    {
        if (Family == IpFamily.IPv4)
        {
            var v = (uint)Value;
            return $"{v >> 24}.{(v >> 16) & 255}.{(v >> 8) & 255}.{v & 255}";
        }

        Span<byte> bytes = stackalloc byte[16];
        var rest = Value;
        for (var i = 15; i >= 0; i--, rest >>= 8)
        {
            bytes[i] = (byte)rest;
        }

        return new IPAddress(bytes).ToString();
    }
}

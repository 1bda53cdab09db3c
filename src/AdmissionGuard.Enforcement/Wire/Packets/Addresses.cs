using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Wire.Packets;

/// <summary>Addresses as packets and sockets have them.</summary>
internal static class Addresses
{
    /// <summary>4 or 16 bytes in network order.</summary>
    public static byte[] Bytes(this IpAddress address)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Value);
        return address.Family == IpFamily.IPv4 ? bytes[12..] : bytes;
    }

    /// <summary>Reads 4 or 16 bytes in network order.</summary>
    public static IpAddress Read(ReadOnlySpan<byte> bytes) => bytes.Length == 4
        ? new IpAddress(IpFamily.IPv4, BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new IpAddress(IpFamily.IPv6, BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>For the socket calls.</summary>
    public static IPEndPoint EndPoint(this IpAddress address, int port) => new(new IPAddress(address.Bytes()), port);

    /// <summary>For the socket calls.</summary>
    public static AddressFamily SocketFamily(this IpFamily family) =>
        family == IpFamily.IPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>127.0.0.1 or ::1.</summary>
    public static IpAddress Loopback(IpFamily family) => new(family, family == IpFamily.IPv4 ? 0x7f000001u : 1u);
}

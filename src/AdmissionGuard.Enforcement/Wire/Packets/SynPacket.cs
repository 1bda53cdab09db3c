using System.Buffers.Binary;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Wire.Packets;

/// <summary>
/// A SYN made by hand, with its IP header, that carries a token. It has the options of an ordinary client (segment size, SACK, timestamps,
/// window scale), so that nothing on its way takes it for a scan.
/// </summary>
internal static class SynPacket
{
    private const int IPv4Length = 20;
    private const int IPv6Length = 40;
    private const int TcpLength = 40;
    private const byte TcpNumber = 6;

    /// <summary>Writes the packet.</summary>
    public static byte[] Write(ProbeToken token, IpAddress source, int sourcePort, IpAddress destination, int port)
    {
        var ipLength = source.Family == IpFamily.IPv4 ? IPv4Length : IPv6Length;
        var packet = new byte[ipLength + TcpLength];
        if (source.Family == IpFamily.IPv4)
        {
            packet[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            packet[6] = 0x40;
            packet[8] = 64;
            packet[9] = TcpNumber;
            // The kernel fills in the header's identification and checksum: raw(7).
        }
        else
        {
            packet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), TcpLength);
            packet[6] = TcpNumber;
            packet[7] = 64;
        }

        var (from, to) = (source.Bytes(), destination.Bytes());
        from.CopyTo(packet, source.Family == IpFamily.IPv4 ? 12 : 8);
        to.CopyTo(packet, source.Family == IpFamily.IPv4 ? 16 : 24);
        var tcp = packet.AsSpan(ipLength);
        WriteTcp(tcp, token, sourcePort, port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Checksum(from, to, tcp));
        return packet;
    }

    // RFC 9293, 3.1.
    private static void WriteTcp(Span<byte> tcp, ProbeToken token, int sourcePort, int port)
    {
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], token.Sequence);
        tcp[12] = TcpLength / 4 << 4;
        tcp[13] = TcpFlags.Syn;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 64240);
        // Maximum segment size 1220, which every path bears; SACK permitted; timestamps; no-operation; window scale 7.
        ReadOnlySpan<byte> options = [2, 4, 0x04, 0xc4, 4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3, 7];
        options.CopyTo(tcp[20..]);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[28..], token.Timestamp);
    }

    // The one's complement sum over the pseudo header and the segment, whose length is even.
    private static ushort Checksum(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<byte> tcp)
    {
        var sum = Sum(from) + Sum(to) + Sum(tcp) + TcpNumber + (uint)tcp.Length;
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private static uint Sum(ReadOnlySpan<byte> words)
    {
        uint sum = 0;
        for (var i = 0; i < words.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(words[i..]);
        }

        return sum;
    }
}

/// <summary>The flags of a TCP header that matter here.</summary>
internal static class TcpFlags
{
    /// <summary>SYN.</summary>
    public const byte Syn = 0x02;

    /// <summary>RST.</summary>
    public const byte Reset = 0x04;

    /// <summary>ACK.</summary>
    public const byte Acknowledgement = 0x10;
}

using System.Buffers.Binary;
using System.Buffers.Text;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Wire.Packets;

/// <summary>A packet that a tap has let through, read from its IP header on.</summary>
internal readonly ref struct SeenPacket
{
    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Icmpv6 = 58;
    private const int Tsval = 28;

    private readonly ReadOnlySpan<byte> _transport;
    private readonly byte _protocol;

    private SeenPacket(IpAddress source, IpAddress destination, byte protocol, ReadOnlySpan<byte> transport)
    {
        (Source, Destination, _protocol) = (source, destination, protocol);
        _transport = transport;
    }

    /// <summary>The source address, as it is here.</summary>
    public IpAddress Source { get; }

    /// <summary>The destination address, as it is here.</summary>
    public IpAddress Destination { get; }

    /// <summary>The source port.</summary>
    public int SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_transport);

    /// <summary>The destination port.</summary>
    public int Port => BinaryPrimitives.ReadUInt16BigEndian(_transport[2..]);

    /// <summary>Whether this is a SYN that opens a connection.</summary>
    public bool IsSyn => IsTcp && (Flags & (TcpFlags.Syn | TcpFlags.Acknowledgement)) == TcpFlags.Syn;

    /// <summary>Whether this is a TCP segment.</summary>
    public bool IsTcp => _protocol == Tcp && _transport.Length >= 20;

    /// <summary>Whether this is a datagram.</summary>
    public bool IsUdp => _protocol == Udp && _transport.Length >= 8;

    /// <summary>The flags of a TCP segment.</summary>
    public byte Flags => _transport[13];

    /// <summary>The sequence number that a TCP segment answers.</summary>
    public uint Answered => BinaryPrimitives.ReadUInt32BigEndian(_transport[8..]) - 1;

    /// <summary>Whether this is an ICMP message that something is unreachable (type 3; in ICMPv6, type 1).</summary>
    public bool IsUnreachable => _transport.Length > 8
        && ((_protocol == Icmp && _transport[0] == 3) || (_protocol == Icmpv6 && _transport[0] == 1));

    /// <summary>Why: the code of an ICMP message.</summary>
    public byte Code => _transport[1];

    /// <summary>Reads a packet without extension headers, as ours are; false for any other.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SeenPacket seen)
    {
        seen = default;
        if (packet.Length >= 20 && packet[0] >> 4 == 4 && (packet[0] & 15) * 4 is var length and >= 20 && packet.Length >= length + 4)
        {
            seen = new SeenPacket(Addresses.Read(packet[12..16]), Addresses.Read(packet[16..20]), packet[9], packet[length..]);
        }
        else if (packet.Length >= 44 && packet[0] >> 4 == 6)
        {
            seen = new SeenPacket(Addresses.Read(packet[8..24]), Addresses.Read(packet[24..40]), packet[6], packet[40..]);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>
    /// Whether this is a packet of a token. A sequence number suffices where something on the way has taken the timestamp away.
    /// </summary>
    public bool Carries(ProbeToken token) => IsTcp
        ? IsSyn && BinaryPrimitives.ReadUInt32BigEndian(_transport[4..]) == token.Sequence
            && (TimestampOrNull ?? token.Timestamp) == token.Timestamp
        : IsUdp && _transport.Length >= 8 + Datagram.TokenOffset + Datagram.TokenLength
            && Utf8Parser.TryParse(_transport.Slice(8 + Datagram.TokenOffset, Datagram.TokenLength), out ulong value, out var digits, 'x')
            && digits == Datagram.TokenLength && value == token.Value;

    /// <summary>The packet that an ICMP message is about, cut short as it may be: at least its ports are there.</summary>
    public bool TryReadSubject(out SeenPacket subject) => TryRead(_transport[8..], out subject);

    private uint? TimestampOrNull => _transport.Length >= Tsval + 8 && _transport[Tsval - 2] == 8 && _transport[Tsval - 1] == 10
        ? BinaryPrimitives.ReadUInt32BigEndian(_transport[Tsval..])
        : null;
}

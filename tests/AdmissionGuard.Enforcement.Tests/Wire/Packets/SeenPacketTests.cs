using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Tests.Wire.Packets;

public sealed class SeenPacketTests
{
    private static readonly ProbeToken Token = new(0x0123_4567_89ab_cdef);

    [Theory]
    [InlineData("10.1.0.1", "10.1.0.2")]
    [InlineData("fd00::1", "fd00::2")]
    public void A_SYN_is_read_as_it_was_written(string source, string destination)
    {
        Assert.True(SeenPacket.TryRead(Syn(source, destination), out var packet));
        Assert.True(packet.IsSyn);
        Assert.Equal((source, 61001, destination, 80), ($"{packet.Source}", packet.SourcePort, $"{packet.Destination}", packet.Port));
        Assert.True(packet.Carries(Token));
    }

    [Theory]
    [InlineData(0x0123_4567_89ab_cdee)]
    [InlineData(0x0123_4568_89ab_cdef)]
    public void A_SYN_of_another_token_is_another(ulong other)
    {
        Assert.True(SeenPacket.TryRead(Syn("10.1.0.1", "10.1.0.2"), out var packet));
        Assert.False(packet.Carries(new ProbeToken(other)));
    }

    [Fact]
    public void A_SYN_whose_timestamp_was_taken_away_is_known_by_its_sequence_number()
    {
        var syn = Syn("10.1.0.1", "10.1.0.2");
        // What the kernel's TCPOPTSTRIP does: no-operations in the option's place.
        syn.AsSpan(46, 10).Fill(1);
        Assert.True(SeenPacket.TryRead(syn, out var packet));
        Assert.True(packet.Carries(Token));
    }

    [Fact]
    public void A_SYN_ACK_is_no_SYN()
    {
        var syn = Syn("10.1.0.1", "10.1.0.2");
        syn[33] |= TcpFlags.Acknowledgement;
        Assert.True(SeenPacket.TryRead(syn, out var packet));
        Assert.False(packet.Carries(Token));
    }

    [Theory]
    [InlineData("10.1.0.1", "10.1.0.2")]
    [InlineData("fd00::1", "fd00::2")]
    public void The_checksum_is_right(string source, string destination)
    {
        var syn = Syn(source, destination);
        var (from, tcp) = source.Contains(':', StringComparison.Ordinal) ? (8, 40) : (12, 20);
        // RFC 9293, 3.1: over the addresses, the protocol, the length and the segment with its checksum, the sum is all ones.
        var sum = 6 + syn.Length - tcp;
        for (var i = from; i < syn.Length; i += 2)
        {
            sum += (syn[i] << 8) + syn[i + 1];
        }

        Assert.Equal(0, sum % 0xffff);
    }

    [Fact]
    public void Both_datagrams_carry_the_token_at_the_same_place()
    {
        byte[][] payloads = [Datagram.DnsQuery(Token, "cluster.local"), Datagram.Text(Token)];
        Assert.All(payloads, payload => Assert.Equal("0123456789abcdef"u8.ToArray(), payload[15..31]));
        Assert.All(payloads, payload =>
        {
            Assert.True(SeenPacket.TryRead(Udp(payload), out var packet));
            Assert.True(packet.Carries(Token));
            Assert.False(packet.Carries(new ProbeToken(1)));
        });
    }

    [Fact]
    public void A_DNS_query_asks_for_a_name_below_the_clusters_domain() => Assert.Equal(
        [
            0xcd, 0xef, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0,
            18, .. "ag0123456789abcdef"u8, 7, .. "cluster"u8, 5, .. "local"u8, 0, 0, 1, 0, 1,
        ],
        Datagram.DnsQuery(Token, "cluster.local"));

    [Fact]
    public void No_packet_however_broken_throws()
    {
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            var packet = new byte[random.Next(0, 120)];
            random.NextBytes(packet);
            if (packet.Length > 0)
            {
                packet[0] = (byte)(random.Next(2) == 0 ? 0x40 | random.Next(16) : 0x60);
            }

            if (packet.Length > 9)
            {
                packet[packet[0] >> 4 == 4 ? 9 : 6] = (byte)random.GetItems([1, 6, 17, 58], 1)[0];
            }

            Read(packet);
        }
    }

    private static void Read(byte[] bytes)
    {
        if (!SeenPacket.TryRead(bytes, out var packet))
        {
            return;
        }

        _ = packet.Carries(Token) || packet.IsSyn || packet.Port == packet.SourcePort;
        _ = packet.IsTcp && packet.Answered == packet.Flags;
        if (packet.IsUnreachable && packet.TryReadSubject(out var subject))
        {
            _ = subject.Port == subject.SourcePort;
        }
    }

    private static byte[] Syn(string source, string destination) =>
        SynPacket.Write(Token, IpAddress.Parse(source)!.Value, 61001, IpAddress.Parse(destination)!.Value, 80);

    private static byte[] Udp(byte[] payload)
    {
        byte[] packet = [.. new byte[28], .. payload];
        packet[0] = 0x45;
        packet[9] = 17;
        return packet;
    }
}

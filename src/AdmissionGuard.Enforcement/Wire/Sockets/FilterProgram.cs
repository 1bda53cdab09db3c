using System.Buffers.Binary;
using System.Text;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Wire.Sockets;

/// <summary>
/// A filter (classic BPF) that runs in the kernel for every packet of a namespace, and hands on those alone that carry a token: a busy
/// pod's own traffic costs the handful of instructions that tell it apart, and is never copied.
/// Packets begin at their IP header, as a SOCK_DGRAM packet socket has them.
/// </summary>
internal static class FilterProgram
{
    private const uint Accepted = 512;
    private const uint Syn = TcpFlags.Syn;
    private const uint SynOrAck = TcpFlags.Syn | TcpFlags.Acknowledgement;

    /// <summary>A filter for the packets of tokens, and on request for what answers them.</summary>
    /// <param name="syns">The tokens that come as SYNs; with the others at most 128, which 20 KiB hold (<c>net.core.optmem_max</c>).</param>
    /// <param name="datagrams">The tokens that come as datagrams.</param>
    /// <param name="withAnswers">Also TCP segments that acknowledge a token's SYN, and ICMP messages that something is unreachable.</param>
    public static FilterInstruction[] For(
        IReadOnlyCollection<ProbeToken> syns, IReadOnlyCollection<ProbeToken> datagrams, bool withAnswers)
    {
        var code = new FilterAssembler();
        code.LoadByte(0);
        code.ShiftRight(4);
        code.UnlessEqual(4, "ipv6");
        // A later fragment has no ports.
        code.LoadHalf(6);
        code.IfAny(0x1fff, "drop");
        code.LoadByte(9);
        code.IndexByHeaderLength(0);
        code.Jump("transport");

        code.Label("ipv6");
        code.UnlessEqual(6, "drop");
        code.LoadByte(6);
        code.Index(40);

        code.Label("transport");
        code.IfEqual(6, "tcp");
        code.IfEqual(17, "udp");
        if (withAnswers)
        {
            code.IfEqual(1, "icmp");
            code.IfEqual(58, "icmpv6");
        }

        code.Jump("drop");
        code.Label("icmp");
        code.LoadByteIndexed(0);
        code.IfEqual(3, "accept");
        code.Jump("drop");
        code.Label("icmpv6");
        code.LoadByteIndexed(0);
        code.IfEqual(1, "accept");
        code.Jump("drop");

        code.Label("tcp");
        code.LoadByteIndexed(13);
        code.Mask(SynOrAck);
        code.IfEqual(Syn, "syn");
        code.IfEqual(0, "drop");
        if (withAnswers)
        {
            code.LoadWordIndexed(8);
            AcceptAny(code, syns.Select(token => token.Sequence + 1));
        }

        code.Jump("drop");
        code.Label("syn");
        code.LoadWordIndexed(4);
        AcceptAny(code, syns.Select(token => token.Sequence));
        code.Jump("drop");

        code.Label("udp");
        code.LoadWordIndexed(8 + Datagram.TokenOffset);
        AcceptAny(code, datagrams.Select(token => BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes(token.ToString()))));

        code.Label("drop");
        code.Return(0);
        code.Label("accept");
        code.Return(Accepted);
        return code.Assemble();
    }

    private static void AcceptAny(FilterAssembler code, IEnumerable<uint> values)
    {
        foreach (var value in values)
        {
            code.IfEqual(value, "accept");
        }
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AdmissionGuard.Enforcement.Wire.Sockets;

/// <summary>
/// Sees the packets of the namespace it was opened in, at every interface: coming in, before anything in that namespace (traffic control,
/// netfilter, a socket) decides about them; going out, after all of it. A packet socket (packet(7)) takes no port and no packet away.
/// </summary>
internal sealed class PacketTap : IDisposable
{
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;
    private const int PacketLevel = 263;
    private const int Statistics = 6;
    private const int IgnoreOutgoing = 23;
    private const int BufferSize = 1 << 20;

    private readonly Socket _socket;

    private PacketTap(Socket socket) => _socket = socket;

    /// <summary>Opens a tap in the calling thread's namespace. It misses nothing that comes after this returns.</summary>
    /// <param name="filter">What is handed on.</param>
    /// <param name="outgoing">Whether packets that leave are seen too.</param>
    /// <exception cref="SocketException">NET_RAW is missing.</exception>
    public static PacketTap Open(FilterInstruction[] filter, bool outgoing)
    {
        // With protocol 0 nothing is received until it is bound, and it is bound last: no packet passes the filter by.
        var socket = new Socket(AddressFamily.Packet, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            Attach(socket, filter);
            if (!outgoing)
            {
                socket.SetRawSocketOption(PacketLevel, IgnoreOutgoing, BitConverter.GetBytes(1));
            }

            socket.ReceiveBufferSize = BufferSize;
            socket.Bind(new AnyInterface());
            return new PacketTap(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Hands every packet to a reader until the tap is disposed of.</summary>
    /// <param name="seen">Called for one packet after another.</param>
    /// <exception cref="SocketException">The tap can see no more.</exception>
    public async Task ReadAsync(Action<TappedPacket> seen)
    {
        var buffer = new byte[2048];
        var size = SocketAddress.GetMaximumAddressSize(AddressFamily.Packet);
        var from = new SocketAddress(AddressFamily.Packet, size);
        while (true)
        {
            int length;
            try
            {
                from.Size = size;
                length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, from);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }

            // struct sockaddr_ll: protocol at 2, interface at 4, kind of interface at 8 (in the host's byte order), kind of packet at 10.
            var link = from.Buffer.Span;
            var isLoopback = MemoryMarshal.Read<ushort>(link[8..]) == TappedPacket.LoopbackInterface;
            seen(new TappedPacket(buffer.AsMemory(0, length), (PacketKind)link[10], isLoopback));
        }
    }

    /// <summary>How many packets were lost since the last call because they came faster than they were read.</summary>
    public uint Lost()
    {
        Span<byte> counters = stackalloc byte[8];
        _socket.GetRawSocketOption(PacketLevel, Statistics, counters);
        return MemoryMarshal.Read<uint>(counters[4..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // struct sock_fprog: a length, and on the next multiple of a pointer's size the instructions' address.
    private static void Attach(Socket socket, FilterInstruction[] filter)
    {
        var pinned = GCHandle.Alloc(filter, GCHandleType.Pinned);
        try
        {
            Span<byte> program = stackalloc byte[2 * nint.Size];
            program.Clear();
            MemoryMarshal.Write(program, (ushort)filter.Length);
            MemoryMarshal.Write(program[nint.Size..], pinned.AddrOfPinnedObject());
            socket.SetRawSocketOption(SocketLevel, AttachFilter, program);
        }
        finally
        {
            pinned.Free();
        }
    }

    // struct sockaddr_ll with protocol ETH_P_ALL and interface 0, which is all of them.
    private sealed class AnyInterface : EndPoint
    {
        private const ushort EveryProtocol = 3;

        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], EveryProtocol);
            return address;
        }
    }
}

/// <summary>A packet that a tap saw.</summary>
/// <param name="Bytes">From the IP header on; valid until the reader returns.</param>
/// <param name="Kind">How the packet was met.</param>
/// <param name="IsLoopback">Whether it was met at the loopback interface.</param>
internal readonly record struct TappedPacket(ReadOnlyMemory<byte> Bytes, PacketKind Kind, bool IsLoopback)
{
    /// <summary>ARPHRD_LOOPBACK.</summary>
    public const ushort LoopbackInterface = 772;
}

/// <summary>How a packet was met: <c>sll_pkttype</c> of packet(7).</summary>
internal enum PacketKind : byte
{
    /// <summary>It came in and is meant for this host.</summary>
    Host = 0,

    /// <summary>It came in and is meant for another, as a bridge floods them.</summary>
    OtherHost = 3,

    /// <summary>It leaves.</summary>
    Outgoing = 4,
}

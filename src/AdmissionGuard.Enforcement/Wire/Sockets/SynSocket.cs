using System.Net.Sockets;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Wire.Sockets;

/// <summary>
/// Sends SYNs made by hand through the output path of the namespace it was opened in: its routes, its netfilter, its traffic control. It
/// receives nothing (IPPROTO_RAW, raw(7)), and no connection exists: when a SYN-ACK comes back the kernel, which knows of none, resets it.
/// </summary>
internal sealed class SynSocket : IDisposable
{
    private readonly Socket _socket;

    private SynSocket(Socket socket) => _socket = socket;

    /// <summary>Opens one for an address of the calling thread's namespace.</summary>
    /// <exception cref="SocketException">The namespace does not have the address, or NET_RAW is missing.</exception>
    public static SynSocket Open(IpAddress address)
    {
        var socket = new Socket(address.Family.SocketFamily(), SocketType.Raw, ProtocolType.Raw);
        try
        {
            socket.Bind(address.EndPoint(0));
            return new SynSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a SYN.</summary>
    /// <exception cref="SocketException">There is no route, or the namespace's own firewall refuses.</exception>
    public void Send(ProbeToken token, IpAddress source, int sourcePort, IpAddress destination, int port) =>
        _socket.SendTo(SynPacket.Write(token, source, sourcePort, destination, port), destination.EndPoint(0));

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}

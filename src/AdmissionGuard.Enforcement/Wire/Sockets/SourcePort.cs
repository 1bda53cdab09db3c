using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Wire.Sockets;

/// <summary>
/// A source port that is ours: bound to a socket that neither listens nor connects, so that nothing else in the namespace takes it, and
/// so that the kernel gives it back however this process ends.
/// </summary>
internal static class SourcePort
{
    private const string EphemeralRange = "/proc/sys/net/ipv4/ip_local_port_range";
    private const int Lowest = 1024;
    private const int Highest = 65535;
    private const int Tries = 32;

    /// <summary>Binds a socket in the calling thread's namespace, best where no client of the pod gets its port from.</summary>
    /// <param name="address">The address to bind it to.</param>
    /// <param name="isTcp">TCP, or UDP.</param>
    /// <exception cref="SocketException">The namespace does not have the address, or no port is free.</exception>
    public static Socket Bind(IpAddress address, bool isTcp)
    {
        var socket = new Socket(
            address.Family.SocketFamily(), isTcp ? SocketType.Stream : SocketType.Dgram, isTcp ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            var (first, last) = OutsideOf(ReadEphemeralRange());
            for (var i = 0; ; i++)
            {
                try
                {
                    // The last try leaves it to the kernel, which searches its whole range.
                    socket.Bind(address.EndPoint(i < Tries ? RandomNumberGenerator.GetInt32(first, last + 1) : 0));
                    return socket;
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && i < Tries)
                {
                }
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The wider part of the ports that the ephemeral range leaves; all of them when it leaves fewer than a thousand.</summary>
    internal static (int First, int Last) OutsideOf((int First, int Last) ephemeral)
    {
        var (below, above) = (ephemeral.First - Lowest, Highest - ephemeral.Last);
        // Servers listen below, and nodes give out NodePorts there: above is better when it holds enough.
        return above >= 1000 ? (ephemeral.Last + 1, Highest)
            : below >= 1000 ? (Lowest, ephemeral.First - 1)
            : (Lowest, Highest);
    }

    // The thread's own namespace decides what this file says.
    private static (int First, int Last) ReadEphemeralRange()
    {
        var numbers = File.ReadAllText(EphemeralRange).Split('\t', ' ', '\n').Where(text => text.Length > 0)
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[1]);
    }
}

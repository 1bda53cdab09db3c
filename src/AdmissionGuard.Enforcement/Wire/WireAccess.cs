using System.Net.Sockets;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire.Sockets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>Whether this process may do what the wire needs.</summary>
internal static class WireAccess
{
    /// <summary>Tries it, in the network namespace that the process has anyway.</summary>
    /// <exception cref="WireException">It may not.</exception>
    public static async Task DemandAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new WireException("probes are sent from pods' network namespaces, which only Linux has: run this on the pods' node");
        }

        try
        {
            using var own = NetworkNamespace.Open("/proc/self/ns/net");
            using var tap = await own.RunAsync(() => PacketTap.Open(FilterProgram.For([], [], withAnswers: false), outgoing: false));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new WireException(
                $"probes cannot be sent from pods' network namespaces: {e.Message}; run as root, or with SYS_ADMIN, SYS_PTRACE and NET_RAW", e);
        }
    }
}

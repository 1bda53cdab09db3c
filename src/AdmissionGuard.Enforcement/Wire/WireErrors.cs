using System.Net.Sockets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>What the kernel's refusals mean here.</summary>
internal static class WireErrors
{
    /// <summary>In words that say what to look at.</summary>
    public static string Describe(Exception error) => error is SocketException socket
        ? socket.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable => "its network namespace does not have the address that the cluster says it has",
            SocketError.AccessDenied or SocketError.OperationNotSupported =>
                "the kernel refuses: either NET_RAW is missing, or a firewall inside the pod's own namespace drops what it sends",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => "it has no route there",
            SocketError.AddressAlreadyInUse => "none of its ports is free",
            _ => socket.Message,
        }
        : error.Message;
}

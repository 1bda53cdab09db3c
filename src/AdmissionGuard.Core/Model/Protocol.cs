namespace AdmissionGuard.Core.Model;

/// <summary>The transport protocols a NetworkPolicy can name, in the order in which connections are printed.</summary>
public enum Protocol
{
    /// <summary>SCTP.</summary>
    Sctp,

    /// <summary>TCP, the default of a policy's port and of a container's port.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,
}

/// <summary>How protocols are written in the Kubernetes API.</summary>
public static class Protocols
{
    /// <summary>All protocols, in the order in which they are printed.</summary>
    public static ReadOnlySpan<Protocol> All => [Protocol.Sctp, Protocol.Tcp, Protocol.Udp];

    /// <summary>The API's spelling: <c>SCTP</c>, <c>TCP</c> or <c>UDP</c>.</summary>
    public static string Name(this Protocol protocol) => protocol switch
    {
        Protocol.Sctp => "SCTP",
        Protocol.Tcp => "TCP",
        Protocol.Udp => "UDP",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, null),
    };

    /// <summary>Reads the API's spelling; upper case only, as the API server demands.</summary>
    public static Protocol? Parse(string text) => text switch
    {
        "SCTP" => Protocol.Sctp,
        "TCP" => Protocol.Tcp,
        "UDP" => Protocol.Udp,
        _ => null,
    };
}

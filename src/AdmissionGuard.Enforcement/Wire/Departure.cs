using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>What the sending half knows of a flow.</summary>
internal sealed record Departure
{
    /// <summary>Why it could not be sent, or nothing can be said of it; null when it was sent.</summary>
    public string? Failure { get; init; }

    /// <summary>How many times it was sent.</summary>
    public int Sent { get; init; }

    /// <summary>When it was first sent: a timestamp of the clock.</summary>
    public long FirstSent { get; init; }

    /// <summary>Whether it was seen leaving at an interface, its address and port as they were sent.</summary>
    public bool Left { get; init; }

    /// <summary>Where something in the source's own namespace sent it instead, such as <c>127.0.0.1:15001</c>.</summary>
    public string? Diverted { get; init; }

    /// <summary>What came back.</summary>
    public Answer Answer { get; init; }

    /// <summary>Whose answer it was.</summary>
    public IpAddress? AnsweredBy { get; init; }

    /// <summary>It could not be sent.</summary>
    public static Departure Failed(string reason) => new() { Failure = reason };
}

/// <summary>What came back to a source.</summary>
internal enum Answer
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A SYN-ACK, or a datagram.</summary>
    Accepted,

    /// <summary>A TCP reset.</summary>
    Reset,

    /// <summary>ICMP: administratively prohibited.</summary>
    Prohibited,

    /// <summary>ICMP: port or protocol unreachable.</summary>
    PortUnreachable,

    /// <summary>ICMP: no route, or no such host.</summary>
    NoRoute,
}

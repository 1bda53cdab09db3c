using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>What may pass from one end to another: a set of ports for each protocol. Ports are those of the destination.</summary>
public sealed class ConnectionSet : IEquatable<ConnectionSet>
{
    private readonly PortSet _sctp;
    private readonly PortSet _tcp;
    private readonly PortSet _udp;
    private readonly int _hash;

    private ConnectionSet(PortSet sctp, PortSet tcp, PortSet udp)
    {
        (_sctp, _tcp, _udp) = (sctp, tcp, udp);
        _hash = HashCode.Combine(sctp, tcp, udp);
        IsEmpty = sctp.IsEmpty && tcp.IsEmpty && udp.IsEmpty;
        IsAll = sctp.IsAll && tcp.IsAll && udp.IsAll;
    }

    /// <summary>Nothing.</summary>
    public static ConnectionSet None { get; } = new(PortSet.None, PortSet.None, PortSet.None);

    /// <summary>All ports of all protocols.</summary>
    public static ConnectionSet All { get; } = new(PortSet.All, PortSet.All, PortSet.All);

    /// <summary>Whether nothing may pass.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether everything may pass.</summary>
    public bool IsAll { get; }

    /// <summary>The ports of one protocol.</summary>
    public static ConnectionSet Of(Protocol protocol, PortSet ports) => protocol switch
    {
        Protocol.Sctp => new ConnectionSet(ports, PortSet.None, PortSet.None),
        Protocol.Tcp => new ConnectionSet(PortSet.None, ports, PortSet.None),
        Protocol.Udp => new ConnectionSet(PortSet.None, PortSet.None, ports),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, null),
    };

    /// <summary>One port of one protocol.</summary>
    public static ConnectionSet Of(Protocol protocol, int port) => Of(protocol, PortSet.Of(port, port));

    /// <summary>The ports of a protocol in this set.</summary>
    public PortSet Ports(Protocol protocol) => protocol switch
    {
        Protocol.Sctp => _sctp,
        Protocol.Tcp => _tcp,
        Protocol.Udp => _udp,
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, null),
    };

    /// <summary>Whether a port of a protocol is in this set.</summary>
    public bool Contains(Protocol protocol, int port) => IsAll || Ports(protocol).Contains(port);

    /// <summary>What either lets pass.</summary>
    public ConnectionSet Union(ConnectionSet other)
    {
        if (Equals(other) || other.IsEmpty || IsAll)
        {
            return this;
        }

        return IsEmpty || other.IsAll ? other : new ConnectionSet(_sctp.Union(other._sctp), _tcp.Union(other._tcp), _udp.Union(other._udp));
    }

    /// <summary>What both let pass.</summary>
    public ConnectionSet Intersect(ConnectionSet other)
    {
        if (Equals(other) || IsEmpty || other.IsAll)
        {
            return this;
        }

        return IsAll || other.IsEmpty
            ? other
            : new ConnectionSet(_sctp.Intersect(other._sctp), _tcp.Intersect(other._tcp), _udp.Intersect(other._udp));
    }

    /// <summary>What this lets pass and the other does not.</summary>
    public ConnectionSet Except(ConnectionSet other)
    {
        if (other.IsEmpty || IsEmpty)
        {
            return this;
        }

        return other.IsAll || Equals(other)
            ? None
            : new ConnectionSet(_sctp.Except(other._sctp), _tcp.Except(other._tcp), _udp.Except(other._udp));
    }

    /// <summary>
    /// One string for each range of ports: <c>TCP 80</c>, <c>UDP 8000-8010</c>; SCTP, TCP, UDP, ascending; <c>all</c> alone for everything.
    /// </summary>
    public ImmutableArray<string> ToList()
    {
        if (IsAll)
        {
            return ["all"];
        }

        var list = ImmutableArray.CreateBuilder<string>();
        foreach (var protocol in Protocols.All)
        {
            foreach (var range in Ports(protocol).Ranges)
            {
                list.Add($"{protocol.Name()} {range}");
            }
        }

        return list.DrainToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(ConnectionSet? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && _sctp == other._sctp && _tcp == other._tcp && _udp == other._udp);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConnectionSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>For people: <c>TCP 80,8080 and UDP 53</c>, where a protocol's every port is <c>all TCP ports</c>.</summary>
    public override string ToString()
    {
        if (IsAll)
        {
            return "all ports";
        }

        var parts = new List<string>(3);
        foreach (var protocol in Protocols.All)
        {
            var ports = Ports(protocol);
            if (!ports.IsEmpty)
            {
                parts.Add(ports.IsAll ? $"all {protocol.Name()} ports" : $"{protocol.Name()} {ports}");
            }
        }

        return parts.Count == 0 ? "nothing" : string.Join(" and ", parts);
    }
}

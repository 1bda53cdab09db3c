using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>A pod that stands for another at one end of probes: with its labels, in its namespace, and with nothing of it inside.</summary>
/// <param name="For">The pod that it stands for.</param>
/// <param name="Key">Its own namespace and name.</param>
/// <param name="Ports">The ports that it listens on; empty for one that connects.</param>
internal sealed record StandIn(Pod For, ObjectKey Key, ImmutableArray<int> Ports)
{
    // A container holds two of the kubelet's probes, and so vouches for two ports.
    private const int PortsOfAContainer = 2;

    /// <summary>More ports than these would mean more than four containers.</summary>
    public const int MostPorts = 8;

    /// <summary>Whether it is a destination.</summary>
    public bool Listens => !Ports.IsEmpty;

    /// <summary>Its containers, by name, with the ports that each listens on.</summary>
    public IEnumerable<(string Name, ImmutableArray<int> Ports)> Containers => Listens
        ? Ports.Chunk(PortsOfAContainer).Select((ports, i) => ($"listen-{i + 1}", ports.ToImmutableArray()))
        : [("connect", [])];
}

/// <summary>What became of a stand-in.</summary>
internal abstract record StandInState
{
    private StandInState()
    {
    }

    /// <summary>It has been asked for and does not run yet.</summary>
    /// <param name="Problem">What keeps it from that, as far as the cluster says; null when it says nothing.</param>
    public sealed record Pending(string? Problem) : StandInState;

    /// <summary>All its containers run.</summary>
    /// <param name="Node">Where.</param>
    /// <param name="Addresses">Its addresses.</param>
    public sealed record Running(string Node, ImmutableArray<IpAddress> Addresses) : StandInState;

    /// <summary>It will not run, or what runs is not what was asked for.</summary>
    /// <param name="Why">Why, in words.</param>
    public sealed record Lost(string Why) : StandInState;
}

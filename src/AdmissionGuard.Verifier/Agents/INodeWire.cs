using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>Where an agent meets the network: this node's namespaces, or a script.</summary>
internal interface INodeWire
{
    /// <summary>Begins to watch for packets at pods of this node.</summary>
    Task<INodeWatch> WatchAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation);

    /// <summary>Sends packets from pods of this node, or from itself, and ends when nothing more can arrive of them.</summary>
    Task<IReadOnlyDictionary<ProbeToken, Departure>> SendAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation);
}

/// <summary>Packets that are watched for.</summary>
internal interface INodeWatch : IAsyncDisposable
{
    /// <summary>Those that cannot be watched for, and why.</summary>
    IReadOnlyDictionary<ProbeToken, Arrival> Blind { get; }

    /// <summary>What came of each.</summary>
    Task<IReadOnlyDictionary<ProbeToken, Arrival>> FinishAsync();
}

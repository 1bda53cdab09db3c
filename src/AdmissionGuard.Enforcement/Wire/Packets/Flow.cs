using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Wire.Packets;

/// <summary>A probe in one round, as the wire sees it: what the sending half sends and the watching half waits for.</summary>
/// <param name="Token">What its packets are known by.</param>
/// <param name="Probe">The probe.</param>
/// <param name="Source">The source's own address; another one may arrive, because nodes translate it.</param>
internal sealed record Flow(ProbeToken Token, Probe Probe, IpAddress Source)
{
    /// <summary>The address of the destination's pod.</summary>
    public IpAddress Destination => Probe.Target;

    /// <summary>The destination's port.</summary>
    public int Port => Probe.Port;

    /// <summary>Whether it is a SYN; else it is a datagram.</summary>
    public bool IsTcp => Probe.Protocol == Protocol.Tcp;
}

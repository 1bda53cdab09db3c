using System.Collections.Immutable;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>Where a machine's pods are found, and the bounds within which they are probed.</summary>
public sealed record WireOptions
{
    /// <summary>Where the machine's /proc is mounted.</summary>
    public string ProcRoot { get; init; } = "/proc";

    /// <summary>
    /// The network namespaces of nodes, by their names, as files to open. Empty: whatever node is meant, it is this machine, and its
    /// namespace is that of its first process.
    /// </summary>
    public ImmutableDictionary<string, string> NodeNetworks { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The UDP ports that get a DNS query: DNS itself, and the pods' port of OpenShift's DNS.</summary>
    public ImmutableArray<int> DnsPorts { get; init; } = [53, 5353];

    /// <summary>Other UDP ports whose applications may be sent a datagram, because somebody who knows them has said so.</summary>
    public ImmutableArray<int> DatagramPorts { get; init; } = [];

    /// <summary>The cluster's DNS domain, below which the queries' names lie.</summary>
    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>When a packet is sent, from the round's start; again only while nothing has come of it. One lost packet decides nothing.</summary>
    public ImmutableArray<TimeSpan> Attempts { get; init; } =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500)];

    /// <summary>How long after the last attempt a packet may still arrive.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How many probes are under way at once, 1 to 128: as many as a kernel filter holds.</summary>
    public int Concurrency { get; init; } = 128;

    /// <summary>How many packets a second leave this machine at most.</summary>
    public int PacketsPerSecond { get; init; } = 1000;
}

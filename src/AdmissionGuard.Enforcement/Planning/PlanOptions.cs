using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>How much is probed, and what may be.</summary>
public sealed record PlanOptions
{
    /// <summary>The usual ones.</summary>
    public static PlanOptions Default { get; } = new();

    /// <summary>At most this many probes are judged; each may have a companion besides.</summary>
    public int MostProbes { get; init; } = 64;

    /// <summary>In each direction at most this many of the pods that the changed policies select.</summary>
    public int MostSubjects { get; init; } = 12;

    /// <summary>Of each kind of peers at most this many pods for each of those.</summary>
    public int MostOfAKind { get; init; } = 3;

    /// <summary>Whether the CNI matches ipBlock against pod addresses; null: not known, and what depends on it is not probed.</summary>
    public bool? IpBlockMatchesPods { get; init; }

    /// <summary>
    /// Probes are sent between pods that were made for it: they have the labels and ports of those that are planned for, other addresses,
    /// and nothing in them that answers datagrams. So only TCP is probed, and nothing that depends on a pod's address.
    /// </summary>
    public bool ByStandIns { get; init; }

    /// <summary>Ports over UDP, besides those of DNS, whose applications may be sent a datagram (a line of text).</summary>
    public ImmutableArray<int> UdpPorts { get; init; } = [];

    /// <summary>Why what an ipBlock has to do with pods is not probed.</summary>
    internal string WhyNotIpBlock => ByStandIns
        ? "a stand-in has an address of its own, not that of the pod it stands for"
        : "whether an ipBlock covers pods depends on the CNI; say so with --ip-block-matches-pods";

    /// <summary>The Services that resolve the cluster's names.</summary>
    public ImmutableArray<ObjectKey> DnsServices { get; init; } = GuardConfiguration.Default.DnsServices;
}

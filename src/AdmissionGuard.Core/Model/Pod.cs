using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>A pod, as far as NetworkPolicies and DNS are concerned with it.</summary>
public sealed record Pod
{
    /// <summary>Namespace and name.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>Its labels.</summary>
    public required Labels Labels { get; init; }

    /// <summary>What people know it by.</summary>
    public required Workload Workload { get; init; }

    /// <summary>The node it runs on; null when it is not scheduled.</summary>
    public string? NodeName { get; init; }

    /// <summary>It uses its node's network: no policy isolates it, and no selector of a peer matches it.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Its phase is Succeeded or Failed: it is no endpoint, although it may still show an address.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>It has a deletionTimestamp: it can gain and lose nothing.</summary>
    public bool IsTerminating { get; init; }

    /// <summary><c>status.podIPs</c>.</summary>
    public ImmutableArray<IpAddress> Addresses { get; init; } = [];

    /// <summary><c>status.hostIPs</c>.</summary>
    public ImmutableArray<IpAddress> HostAddresses { get; init; } = [];

    /// <summary>The ports that its containers declare.</summary>
    public ContainerPorts Ports { get; init; } = ContainerPorts.None;

    /// <summary>How it resolves names.</summary>
    public PodDns Dns { get; init; } = PodDns.ClusterFirst;

    /// <summary>The addresses after <c>-localip</c> among its containers' arguments, as NodeLocal DNSCache has them.</summary>
    public ImmutableArray<IpAddress> LocalDnsAddresses { get; init; } = [];

    /// <summary>What whoever probes from inside it must know; null where nobody asked for it.</summary>
    public PodRuntime? Runtime { get; init; }

    /// <summary>It stands for the pods that a manifest's workload would have; no such pod runs.</summary>
    public bool IsRepresentative { get; init; }

    /// <summary>It would only exist after the change that is reviewed: what rests on it is never denied.</summary>
    public bool IsHypothetical { get; init; }
}

/// <summary>A named or numbered port that a container declares.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Number">1 to 65535.</param>
public sealed record ContainerPort(string? Name, Protocol Protocol, int Number);

/// <summary>The ports of a pod's containers, compared by content and order.</summary>
/// <param name="Ports">In the order in which the containers declare them.</param>
public sealed record ContainerPorts(ImmutableArray<ContainerPort> Ports)
{
    /// <summary>No declared ports.</summary>
    public static ContainerPorts None { get; } = new([]);

    /// <summary>The number that a port's name stands for on this pod; null when no container declares it with that protocol.</summary>
    public int? Resolve(string name, Protocol protocol)
    {
        foreach (var port in Ports)
        {
            if (port.Protocol == protocol && string.Equals(port.Name, name, StringComparison.Ordinal))
            {
                return port.Number;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(ContainerPorts? other) =>
        ReferenceEquals(this, other) || (other is not null && Ports.AsSpan().SequenceEqual(other.Ports.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Ports.IsEmpty ? 0 : HashCode.Combine(Ports.Length, Ports[0]);
}

/// <summary>How a pod resolves names: <c>dnsPolicy</c> and <c>dnsConfig.nameservers</c>.</summary>
/// <param name="Source">Whose name servers it asks.</param>
/// <param name="NameServers">Its own, when <paramref name="Source"/> is <see cref="DnsSource.Own"/>.</param>
public sealed record PodDns(DnsSource Source, ImmutableArray<IpAddress> NameServers)
{
    /// <summary>The cluster's name servers.</summary>
    public static PodDns ClusterFirst { get; } = new(DnsSource.Cluster, []);

    /// <summary>The node's name servers, which no policy review can know.</summary>
    public static PodDns Default { get; } = new(DnsSource.Node, []);

    /// <inheritdoc/>
    public bool Equals(PodDns? other) =>
        other is not null && Source == other.Source && NameServers.AsSpan().SequenceEqual(other.NameServers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, NameServers.Length);
}

/// <summary>Whose name servers a pod asks.</summary>
public enum DnsSource
{
    /// <summary>The cluster's (<c>ClusterFirst</c>, <c>ClusterFirstWithHostNet</c>).</summary>
    Cluster,

    /// <summary>The node's (<c>Default</c>).</summary>
    Node,

    /// <summary>Those of its dnsConfig (<c>None</c>).</summary>
    Own,
}

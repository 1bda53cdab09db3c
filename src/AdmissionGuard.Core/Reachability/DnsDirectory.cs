using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>What of a cluster DNS questions start from: they are asked by every review.</summary>
internal sealed class DnsDirectory
{
    private readonly Dictionary<IpAddress, Service> _services = [];
    private readonly Dictionary<IpAddress, int> _local = [];

    /// <summary>The addresses on which NodeLocal DNSCache listens on every node, sorted; empty where it does not run.</summary>
    public ImmutableArray<IpAddress> LocalAddresses { get; private set; } = [];

    /// <summary>The Service that answers on an address, with a selector or without; null when it is no Service's.</summary>
    public Service? At(IpAddress address) => _services.GetValueOrDefault(address);

    /// <summary>A Service begins to answer.</summary>
    public void Add(Service service)
    {
        foreach (var address in service.ClusterAddresses)
        {
            _services[address] = service;
        }
    }

    /// <summary>A Service answers no more; its addresses may be another's by now.</summary>
    public void Remove(Service service)
    {
        foreach (var address in service.ClusterAddresses)
        {
            if (_services.TryGetValue(address, out var other) && ReferenceEquals(service, other))
            {
                _services.Remove(address);
            }
        }
    }

    /// <summary>A pod on its node's network runs, and may be NodeLocal DNSCache.</summary>
    public void Add(Pod pod) => Count(pod, 1);

    /// <summary>A pod that was added runs no more.</summary>
    public void Remove(Pod pod) => Count(pod, -1);

    // NodeLocal DNSCache: a DaemonSet on the nodes' network that is told by -localip which addresses to bind.
    private void Count(Pod pod, int step)
    {
        if (pod.LocalDnsAddresses.IsEmpty || pod.Workload.Kind != "DaemonSet")
        {
            return;
        }

        var addresses = _local.Count;
        foreach (var address in pod.LocalDnsAddresses.Distinct())
        {
            _local[address] = _local.GetValueOrDefault(address) + step;
            if (_local[address] == 0)
            {
                _local.Remove(address);
            }
        }

        if (_local.Count != addresses)
        {
            LocalAddresses = [.. _local.Keys.Order()];
        }
    }
}

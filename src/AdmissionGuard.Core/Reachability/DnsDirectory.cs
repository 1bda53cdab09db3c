using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>What of a cluster DNS questions start from, gathered once: they are asked by every review.</summary>
internal sealed class DnsDirectory
{
    private readonly Dictionary<IpAddress, Service> _services = [];

    public DnsDirectory(IReadOnlyCollection<NamespaceEntry> namespaces)
    {
        foreach (var service in namespaces.SelectMany(entry => entry.Services))
        {
            foreach (var address in service.ClusterAddresses)
            {
                _services[address] = service;
            }
        }

        // NodeLocal DNSCache: a DaemonSet on the nodes' network that is told by -localip which addresses to bind.
        LocalAddresses =
        [
            .. namespaces.SelectMany(entry => entry.HostNetworkClasses).Where(pods => pods.Workload.Kind == "DaemonSet")
                .SelectMany(pods => pods.Pods).SelectMany(pod => pod.LocalDnsAddresses).Distinct().Order(),
        ];
    }

    /// <summary>The addresses on which NodeLocal DNSCache listens on every node, sorted; empty where it does not run.</summary>
    public ImmutableArray<IpAddress> LocalAddresses { get; }

    /// <summary>The Service that answers on an address, with a selector or without; null when it is no Service's.</summary>
    public Service? At(IpAddress address) => _services.GetValueOrDefault(address);
}

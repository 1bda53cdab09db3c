using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Where the cluster's names are resolved: the pods behind its DNS Services, and NodeLocal DNSCache's addresses.</summary>
internal sealed class DnsServers
{
    /// <summary>The port that clients ask.</summary>
    public const int Port = 53;

    private DnsServers(ImmutableArray<Service> services, ImmutableArray<IpAddress> localAddresses, Dictionary<IpAddress, Service> byAddress)
    {
        (Services, LocalAddresses, _byAddress) = (services, localAddresses, byAddress);
    }

    private readonly Dictionary<IpAddress, Service> _byAddress;

    /// <summary>The DNS Services that have a selector; one without is somebody else's to judge.</summary>
    public ImmutableArray<Service> Services { get; }

    /// <summary>The addresses on which NodeLocal DNSCache listens on every node, sorted; empty where it does not run.</summary>
    public ImmutableArray<IpAddress> LocalAddresses { get; }

    /// <summary>Finds them in a cluster.</summary>
    /// <param name="index">The cluster.</param>
    /// <param name="names">The Services to look for.</param>
    public static DnsServers Find(ClusterIndex index, IEnumerable<ObjectKey> names)
    {
        var services = names.Select(name => index.Find(name.Namespace)?.Services.FirstOrDefault(service => service.Key == name))
            .OfType<Service>().Where(service => service.Selector is not null);
        // NodeLocal DNSCache: pods on the nodes' network that are told by -localip which addresses to bind.
        var local = index.Namespaces.SelectMany(entry => entry.HostNetworkClasses)
            .Where(pods => pods.Workload.Kind == "DaemonSet")
            .SelectMany(pods => pods.Any.LocalDnsAddresses).Distinct().Order();
        var byAddress = new Dictionary<IpAddress, Service>();
        foreach (var service in index.Namespaces.SelectMany(entry => entry.Services))
        {
            foreach (var address in service.ClusterAddresses)
            {
                byAddress[address] = service;
            }
        }

        return new DnsServers([.. services], [.. local], byAddress);
    }

    /// <summary>The Service that answers on an address, with a selector or without; null when it is no Service's.</summary>
    public Service? At(IpAddress address) => _byAddress.GetValueOrDefault(address);

    /// <summary>The classes of pods behind a Service that has a selector.</summary>
    public static IEnumerable<PodClass> Behind(Service service, ClusterIndex index) =>
        index.Find(service.Key.Namespace) is { } entry
            ? entry.Classes.Concat(entry.HostNetworkClasses).Where(pods => service.Selector!.Matches(pods.Labels))
            : [];
}

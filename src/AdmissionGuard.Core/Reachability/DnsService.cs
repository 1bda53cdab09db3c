using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>A class of pods behind a DNS Service, with the ports that the Service leads to on them.</summary>
/// <param name="Pods">The pods.</param>
/// <param name="Udp">Where port 53 over UDP leads; null when nowhere.</param>
/// <param name="Tcp">Where port 53 over TCP leads; null when nowhere.</param>
internal sealed record DnsServer(PodClass Pods, int? Udp, int? Tcp)
{
    /// <summary>Both ports.</summary>
    public ConnectionSet Ports { get; } = (Udp is { } udp ? ConnectionSet.Of(Protocol.Udp, udp) : ConnectionSet.None)
        .Union(Tcp is { } tcp ? ConnectionSet.Of(Protocol.Tcp, tcp) : ConnectionSet.None);
}

/// <summary>A DNS Service.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Servers">The pods behind it, ready or not, but not those that are being deleted.</param>
/// <param name="ServesUdp">Whether it has a port 53 over UDP at all: one that it does not serve is not closed by a policy.</param>
/// <param name="ServesTcp">Whether it has a port 53 over TCP.</param>
internal sealed record DnsService(Service Service, ImmutableArray<DnsServer> Servers, bool ServesUdp, bool ServesTcp)
{
    /// <summary>The port that clients ask.</summary>
    public const int Port = 53;

    public static DnsService Of(Service service, ClusterIndex index)
    {
        var (udp, tcp) = (PortOf(service, Protocol.Udp), PortOf(service, Protocol.Tcp));
        var pods = service.Selector is not null && index.Find(service.Key.Namespace) is { } entry
            ? entry.Classes.Concat(entry.HostNetworkClasses).Where(pods => !pods.IsTerminating && service.Selector.Matches(pods.Labels))
            : [];
        return new DnsService(
            service, [.. pods.Select(one => new DnsServer(one, udp?.On(one.Ports), tcp?.On(one.Ports)))], udp is not null, tcp is not null);
    }

    /// <summary>The cluster's DNS Services, of those that may be. One without selector is somebody else's to judge.</summary>
    public static ImmutableArray<DnsService> Find(ClusterIndex index, IEnumerable<ObjectKey> names) =>
    [
        .. names.Select(name => index.Find(name.Namespace)?.Services.FirstOrDefault(service => service.Key == name))
            .OfType<Service>().Where(service => service.Selector is not null).Select(service => Of(service, index)),
    ];

    private static ServicePort? PortOf(Service service, Protocol protocol) =>
        service.Ports.FirstOrDefault(port => port.Port == Port && port.Protocol == protocol);
}

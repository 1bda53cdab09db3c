using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Judges the paths from pods to their name servers before and after a change.</summary>
internal sealed class DnsPaths
{
    private readonly Simulation _simulation;
    private readonly ImmutableArray<DnsService> _services;
    private readonly Dictionary<PodClass, DnsServer> _servers = [];
    private readonly Dictionary<(PolicySet Egress, PodClass Server), ConnectionSet> _leaving = [];
    private readonly Dictionary<Service, DnsService> _known = [];
    private readonly List<DnsPath> _paths = [];

    public DnsPaths(Simulation simulation, IEnumerable<ObjectKey> services)
    {
        _simulation = simulation;
        _services = DnsService.Find(simulation.Index, services);
        foreach (var server in _services.SelectMany(service => service.Servers))
        {
            _servers.TryAdd(server.Pods, server);
        }
    }

    /// <summary>The addresses of NodeLocal DNSCache; empty where it does not run.</summary>
    public ImmutableArray<IpAddress> LocalAddresses => _simulation.Index.Dns.LocalAddresses;

    /// <summary>Every path of a class; empty when its name servers are not known.</summary>
    public ImmutableArray<DnsPath> Of(PodClass pods, bool after) => [.. Collect(pods, after)];

    /// <summary>Whether pods can resolve names.</summary>
    public DnsOutlook Outlook(PodClass pods, bool after) => DnsPath.Sum(Collect(pods, after));

    /// <summary>
    /// The ports of a class that are nothing but the way to the name servers of some pods: those of a DNS Service, or port 53 of an address.
    /// </summary>
    public ConnectionSet QuestionsTo(PodClass server) => _servers.TryGetValue(server, out var known) ? known.Ports : ConnectionSet.None;

    /// <summary>The cluster's DNS Services.</summary>
    public ImmutableArray<DnsService> Services => _services;

    /// <summary>Whether losing these connections to classes can touch the names of anybody who asks the cluster's DNS.</summary>
    public bool AnyServes(PodCrowd pods, ConnectionSet lost)
    {
        foreach (var server in _servers.Values)
        {
            var serves = (server.Udp is { } udp && lost.Contains(Protocol.Udp, udp)) || (server.Tcp is { } tcp && lost.Contains(Protocol.Tcp, tcp));
            if (serves && pods.Contains(server.Pods))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a range holds an address that some pods ask for names.</summary>
    public bool IsAskedAt(IpRange range, PodDns dns) => dns.Source switch
    {
        DnsSource.Own => dns.NameServers.Any(range.Contains)
            || dns.NameServers.Select(_simulation.Index.Dns.At).OfType<Service>().Any(service => AnswersIn(range, Known(service))),
        DnsSource.Cluster => LocalAddresses.Any(range.Contains) || _services.Any(service => AnswersIn(range, service)),
        _ => false,
    };

    // Into one list, because a review may ask for every pod of the cluster.
    private List<DnsPath> Collect(PodClass pods, bool after)
    {
        _paths.Clear();
        switch (pods.Dns.Source)
        {
            case DnsSource.Own:
                // What answers behind a Service without selector is not known, whoever asks it.
                _paths.AddRange(pods.Dns.NameServers.Where(address => _simulation.Index.Dns.At(address) is not { Selector: null })
                    .Select(address => ToAddress(pods, address, after)));
                break;
            case DnsSource.Cluster:
                foreach (var service in _services)
                {
                    _paths.Add(ToService(pods, service, after));
                }

                if (!LocalAddresses.IsEmpty)
                {
                    _paths.Add(ToLocal(pods, after));
                }

                break;
            default:
                break;
        }

        return _paths;
    }

    private DnsPath ToLocal(PodClass pods, bool after)
    {
        var (udp, tcp) = (0, 0);
        foreach (var address in LocalAddresses)
        {
            var connections = ToExternal(pods, address, after);
            udp += connections.Contains(Protocol.Udp, DnsService.Port) ? 1 : 0;
            tcp += connections.Contains(Protocol.Tcp, DnsService.Port) ? 1 : 0;
        }

        return new DnsPath(LocalAddresses, State(udp, LocalAddresses.Length), State(tcp, LocalAddresses.Length));
    }

    private DnsPath ToAddress(PodClass pods, IpAddress address, bool after)
    {
        if (_simulation.Index.Dns.At(address) is { } service)
        {
            return ToService(pods, Known(service), after);
        }

        var connections = _simulation.Index.At(address) is { } server
            ? ToPods(pods, server, after)
            : ToExternal(pods, address, after);
        return new DnsPath(
            address,
            connections.Contains(Protocol.Udp, DnsService.Port) ? PathState.Open : PathState.Closed,
            connections.Contains(Protocol.Tcp, DnsService.Port) ? PathState.Open : PathState.Closed);
    }

    // A Service's path is open when one of its pods is reachable: which one is asked is not ours to know.
    private DnsPath ToService(PodClass pods, DnsService service, bool after)
    {
        var (udp, tcp) = (!service.ServesUdp, !service.ServesTcp);
        foreach (var server in service.Servers)
        {
            // A pod always reaches itself. How the index divides pods into classes, which depends on the blocks that were asked about, must
            // not matter: of a class that serves names, each pod is one of those that may be asked.
            var connections = ReferenceEquals(pods, server.Pods) ? ConnectionSet.All : ToPods(pods, server.Pods, after);
            udp |= server.Udp is { } overUdp && connections.Contains(Protocol.Udp, overUdp);
            tcp |= server.Tcp is { } overTcp && connections.Contains(Protocol.Tcp, overTcp);
        }

        return new DnsPath(service, udp ? PathState.Open : PathState.Closed, tcp ? PathState.Open : PathState.Closed);
    }

    private ConnectionSet ToPods(PodClass pods, PodClass server, bool after)
    {
        if (ReferenceEquals(pods, server) && pods.Pods.Count == 1)
        {
            return ConnectionSet.All; // A pod always reaches itself.
        }

        if (server.Any.HostNetwork)
        {
            return HostAddresses(server).Aggregate(
                ConnectionSet.None, (all, address) => all.Union(ToExternal(pods, address, after)));
        }

        var admits = _simulation.Evaluator.Between(
            Side(server, Direction.Ingress, after), Direction.Ingress, server.Namespace, server.Ports, pods);
        return admits.IsEmpty ? admits : admits.Intersect(Leaving(pods, server, after));
    }

    // Every pod of the cluster may be asked about, and the pods of a namespace have few sets of policies between them.
    private ConnectionSet Leaving(PodClass pods, PodClass server, bool after)
    {
        var key = (Side(pods, Direction.Egress, after), server);
        if (!_leaving.TryGetValue(key, out var connections))
        {
            _leaving[key] = connections = _simulation.Evaluator.Between(key.Item1, Direction.Egress, pods.Namespace, pods.Ports, server);
        }

        return connections;
    }

    private ConnectionSet ToExternal(PodClass pods, IpAddress address, bool after) => _simulation.Evaluator
        .Of(Side(pods, Direction.Egress, after), Direction.Egress, pods.Namespace, pods.Ports).External.At(address);

    private PolicySet Side(PodClass pods, Direction direction, bool after)
    {
        var sets = _simulation.Views.Of(pods, direction);
        return after ? sets.After : sets.Before;
    }

    // Like pods of a DaemonSet are one class, and on as many nodes.
    private static IEnumerable<IpAddress> HostAddresses(PodClass pods) => pods.Pods.SelectMany(pod => pod.HostAddresses).Distinct();

    private static bool AnswersIn(IpRange range, DnsService service) =>
        service.Servers.Any(server => server.Pods.Any.HostNetwork && HostAddresses(server.Pods).Any(range.Contains));

    private DnsService Known(Service service)
    {
        if (!_known.TryGetValue(service, out var known))
        {
            _known[service] = known = DnsService.Of(service, _simulation.Index);
        }

        return known;
    }

    private static PathState State(int open, int all) => open == all ? PathState.Open : open == 0 ? PathState.Closed : PathState.Partly;
}

using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Whether pods can resolve names, as far as policies decide it.</summary>
internal enum DnsOutlook
{
    /// <summary>Every path is open over UDP and TCP, or there is nothing to judge.</summary>
    Open,

    /// <summary>Names resolve, but not on every path and over both protocols.</summary>
    Partly,

    /// <summary>No path is open over UDP.</summary>
    Blocked,
}

/// <summary>How far a path to a name server is open over one protocol.</summary>
internal enum PathState
{
    Closed,
    Partly,
    Open,
}

/// <summary>A way to a name server.</summary>
/// <param name="Name">What it leads to, for people: <c>kube-system/kube-dns</c>, <c>NodeLocal DNSCache 169.254.20.10</c>, an address.</param>
/// <param name="Udp">Over UDP.</param>
/// <param name="Tcp">Over TCP.</param>
internal sealed record DnsPath(string Name, PathState Udp, PathState Tcp);

/// <summary>Judges the paths from pods to their name servers before and after a change.</summary>
internal sealed class DnsPaths(Simulation simulation, DnsServers servers)
{
    private readonly Dictionary<Service, List<PodClass>> _behind = [];
    private readonly Lazy<HashSet<PodClass>> _serverPods = new(() =>
        [.. servers.Services.SelectMany(service => DnsServers.Behind(service, simulation.Index)).Where(pods => !pods.Any.HostNetwork)]);

    private readonly Lazy<ILookup<IpAddress, PodClass>> _byAddress = new(() => simulation.Index.Classes
        .SelectMany(pods => pods.Pods.SelectMany(pod => pod.Addresses).Select(address => (address, pods)))
        .ToLookup(item => item.address, item => item.pods));

    /// <summary>Sums up paths.</summary>
    public static DnsOutlook Outlook(IReadOnlyCollection<DnsPath> paths)
    {
        if (paths.Count == 0 || paths.All(path => path is { Udp: PathState.Open, Tcp: PathState.Open }))
        {
            return DnsOutlook.Open;
        }

        return paths.All(path => path.Udp == PathState.Closed) ? DnsOutlook.Blocked : DnsOutlook.Partly;
    }

    /// <summary>Every path of a class; empty when its name servers are not known.</summary>
    public IReadOnlyList<DnsPath> Of(PodClass pods, bool after) => pods.Any.Dns.Source switch
    {
        // What answers behind a Service without selector is not known, whoever asks it.
        DnsSource.Own => [.. pods.Any.Dns.NameServers.Where(address => servers.At(address) is not { Selector: null })
            .Select(address => ToAddress(pods, address, after))],
        DnsSource.Cluster => [.. ToCluster(pods, after)],
        _ => [],
    };

    /// <summary>The classes of pods behind the cluster's DNS Services.</summary>
    public IReadOnlySet<PodClass> ServerPods => _serverPods.Value;

    /// <summary>Whether a range holds an address that some pods ask for names.</summary>
    public bool IsAskedAt(IpRange range, PodClass pods) => pods.Any.Dns.Source switch
    {
        DnsSource.Own => pods.Any.Dns.NameServers.Any(range.Contains)
            || pods.Any.Dns.NameServers.Select(servers.At).OfType<Service>().Any(service => AnswersIn(range, service)),
        DnsSource.Cluster => servers.LocalAddresses.Any(range.Contains) || servers.Services.Any(service => AnswersIn(range, service)),
        _ => false,
    };

    /// <summary>
    /// How a rule has to name the name servers of some pods: <c>the pods "k8s-app=kube-dns" of namespace "kube-system" on UDP 53 and TCP 53</c>.
    /// </summary>
    public IEnumerable<string> Ways(PodClass pods)
    {
        if (pods.Any.Dns.Source == DnsSource.Own)
        {
            return pods.Any.Dns.NameServers.Select(address => $"{address} on UDP 53 and TCP 53");
        }

        var services = servers.Services.Select(service =>
        {
            var ports = service.Ports.Where(port => port.Port == DnsServers.Port)
                .SelectMany(port => Behind(service).Select(server => port.On(server.Ports)).OfType<int>().Distinct()
                    .Select(number => ConnectionSet.Of(port.Protocol, number)))
                .Aggregate(ConnectionSet.None, (all, one) => all.Union(one));
            return $"the pods \"{service.Selector}\" of namespace \"{service.Key.Namespace}\" on {ports}";
        });
        return services.Concat(servers.LocalAddresses.Select(address => $"{address} on TCP 53 and UDP 53"));
    }

    private IEnumerable<DnsPath> ToCluster(PodClass pods, bool after)
    {
        foreach (var service in servers.Services)
        {
            yield return ToService(pods, service, after);
        }

        if (servers.LocalAddresses.IsEmpty)
        {
            yield break;
        }

        var states = servers.LocalAddresses.Select(address => ToExternal(pods, address, after)).ToList();
        yield return new DnsPath(
            $"NodeLocal DNSCache {string.Join(", ", servers.LocalAddresses)}",
            Together(states.ConvertAll(state => state.Contains(Protocol.Udp, DnsServers.Port))),
            Together(states.ConvertAll(state => state.Contains(Protocol.Tcp, DnsServers.Port))));
    }

    private DnsPath ToAddress(PodClass pods, IpAddress address, bool after)
    {
        if (servers.At(address) is { } service)
        {
            return ToService(pods, service, after);
        }

        var connections = _byAddress.Value[address].FirstOrDefault() is { } server
            ? ToPods(pods, server, after)
            : ToExternal(pods, address, after);
        return new DnsPath(
            address.ToString(),
            connections.Contains(Protocol.Udp, DnsServers.Port) ? PathState.Open : PathState.Closed,
            connections.Contains(Protocol.Tcp, DnsServers.Port) ? PathState.Open : PathState.Closed);
    }

    // A Service's path is open when one of its pods is reachable: which one is asked is not ours to know.
    private DnsPath ToService(PodClass pods, Service service, bool after)
    {
        return new DnsPath(service.Key.ToString(), State(Protocol.Udp), State(Protocol.Tcp));

        PathState State(Protocol protocol)
        {
            // A Service that does not serve a protocol at all is not closed by a policy.
            var port = service.Ports.FirstOrDefault(candidate => candidate.Port == DnsServers.Port && candidate.Protocol == protocol);
            var open = port is null || Behind(service).Any(server =>
                port.On(server.Ports) is { } number && ToPods(pods, server, after).Contains(protocol, number));
            return open ? PathState.Open : PathState.Closed;
        }
    }

    private ConnectionSet ToPods(PodClass pods, PodClass server, bool after)
    {
        if (ReferenceEquals(pods, server) && pods.Pods.Count == 1)
        {
            return ConnectionSet.All; // A pod always reaches itself.
        }

        if (server.Any.HostNetwork)
        {
            return NodeAddresses(server).Aggregate(
                ConnectionSet.None, (all, address) => all.Union(ToExternal(pods, address, after)));
        }

        var ingress = simulation.Views.Of(server, Direction.Ingress);
        return Egress(pods, after).With(server).Intersect(simulation.Evaluator.Between(
            after ? ingress.After : ingress.Before, Direction.Ingress, server.Namespace, server.Ports, pods));
    }

    private ConnectionSet ToExternal(PodClass pods, IpAddress address, bool after) => Egress(pods, after).External.At(address);

    private Allowance Egress(PodClass pods, bool after)
    {
        var sets = simulation.Views.Of(pods, Direction.Egress);
        return simulation.Evaluator.Of(after ? sets.After : sets.Before, Direction.Egress, pods.Namespace, pods.Ports);
    }

    // Pods on the network of their nodes are alike and still on different nodes.
    private static IEnumerable<IpAddress> NodeAddresses(PodClass server) => server.Pods.SelectMany(pod => pod.HostAddresses);

    private bool AnswersIn(IpRange range, Service service) => service.Selector is not null
        && Behind(service).Any(server => server.Any.HostNetwork && NodeAddresses(server).Any(range.Contains));

    private List<PodClass> Behind(Service service)
    {
        if (!_behind.TryGetValue(service, out var pods))
        {
            _behind[service] = pods = [.. DnsServers.Behind(service, simulation.Index)];
        }

        return pods;
    }

    private static PathState Together(List<bool> open) =>
        open.TrueForAll(one => one) ? PathState.Open : open.Exists(one => one) ? PathState.Partly : PathState.Closed;
}

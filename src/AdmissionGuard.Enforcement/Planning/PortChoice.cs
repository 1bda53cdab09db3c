using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>
/// The ports at which a change may show: those that a pod declares, those that rules name, their neighbours, and the numbers that a port's
/// name has on other pods.
/// </summary>
internal sealed class PortChoice
{
    // Where neither pods nor rules say anything. It matters little: the packet is looked for, not an answer.
    private const int Any = 80;

    // A rule may list a hundred ports.
    private const int MostOfRules = 24;

    // DNS itself, and the port of OpenShift's DNS pods: what listens elsewhere behind a DNS Service may be anything.
    private static readonly int[] DnsPorts = [DnsService.Port, 5353];

    private readonly Dictionary<(string Name, Protocol Protocol), SortedSet<int>> _numbers = [];
    private readonly HashSet<(ObjectKey Pod, int Port)> _dns = [];
    private readonly ImmutableArray<int> _udpPorts;
    private readonly bool _isTcpAlone;

    /// <summary>Looks at what the pods of a plan declare.</summary>
    public PortChoice(IEnumerable<Pod> pods, ClusterIndex index, PlanOptions options)
    {
        (_udpPorts, _isTcpAlone) = (options.UdpPorts, options.ByStandIns);
        foreach (var port in pods.SelectMany(pod => pod.Ports.Ports).Where(port => port.Name is not null))
        {
            if (!_numbers.TryGetValue((port.Name!, port.Protocol), out var numbers))
            {
                _numbers[(port.Name!, port.Protocol)] = numbers = [];
            }

            numbers.Add(port.Number);
        }

        foreach (var server in DnsService.Find(index, options.DnsServices).SelectMany(service => service.Servers))
        {
            _dns.UnionWith(server.Udp is { } port && DnsPorts.Contains(port) ? server.Pods.Pods.Select(pod => (pod.Key, port)) : []);
        }
    }

    /// <summary>The ports of a pod that may be probed, the most telling first.</summary>
    public IEnumerable<(Protocol Protocol, int Port)> Of(Pod to, IEnumerable<PolicyRule> rules)
    {
        var entries = rules.SelectMany(rule => rule.Ports).Distinct().ToList();
        foreach (var port in Tcp(to, [.. entries.Where(entry => entry.Protocol == Protocol.Tcp)]).Where(port => port is >= 1 and <= 65535).Distinct())
        {
            yield return (Protocol.Tcp, port);
        }

        if (_isTcpAlone)
        {
            yield break;
        }

        var own = _dns.Where(server => server.Pod == to.Key).Select(server => server.Port);
        foreach (var port in own.Append(DnsService.Port).Concat(_udpPorts).Distinct())
        {
            yield return (Protocol.Udp, port);
        }
    }

    /// <summary>Whether a datagram may be sent to a port of some pod.</summary>
    public bool IsUdpProbed(int port) => !_isTcpAlone && (port == DnsService.Port || _udpPorts.Contains(port) || _dns.Any(server => server.Port == port));

    /// <summary>Why other ports over UDP are not probed.</summary>
    public string WhyNotUdp => _isTcpAlone
        ? "stand-ins speak TCP alone"
        : "datagrams are sent to DNS alone, unless --udp-port allows another port, since they reach the application";

    private IEnumerable<int> Tcp(Pod to, List<PolicyPort> entries)
    {
        var declared = to.Ports.Ports.Where(port => port.Protocol == Protocol.Tcp).Select(port => port.Number);
        var numbered = entries.Where(entry => entry.Port is not null).Take(MostOfRules).ToList();
        var inside = numbered.SelectMany(entry => new[] { entry.Port!.Value, entry.EndPort ?? entry.Port.Value });
        var names = entries.Where(entry => entry.Name is not null).SelectMany(
            entry => _numbers.TryGetValue((entry.Name!, Protocol.Tcp), out var numbers) ? numbers.Take(MostOfRules) : []);
        var outside = numbered.SelectMany(entry => new[] { entry.Port!.Value - 1, (entry.EndPort ?? entry.Port.Value) + 1 });
        return [.. declared, .. names, .. inside, .. outside, Any];
    }
}

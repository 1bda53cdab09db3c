using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules.Fixes;

/// <summary>The egress rules that open the paths to name servers again that a change has closed.</summary>
internal static class NameServerRules
{
    /// <summary>The policy with these rules; null where rules of it cannot do that, or would tell what is nobody's business.</summary>
    public static Fix? For(RuleContext context, PodClass pods)
    {
        if (context.After is not { } after || !after.Spec.Isolates(Direction.Egress))
        {
            return null;
        }

        var (before, now) = (context.Dns.Of(pods, after: false), context.Dns.Of(pods, after: true));
        var rules = new List<PolicyRule>();
        for (var i = 0; i < now.Length; i++)
        {
            var (udp, tcp) = (now[i].Udp < before[i].Udp, now[i].Tcp < before[i].Tcp);
            if (!udp && !tcp)
            {
                continue;
            }

            if (RuleTo(context, now[i].Target, udp, tcp) is not { } rule)
            {
                return null;
            }

            rules.Add(rule);
        }

        return rules.Count == 0 ? null : Corrections.AddRules(after, Direction.Egress, rules);
    }

    private static PolicyRule? RuleTo(RuleContext context, object target, bool udp, bool tcp) => target switch
    {
        DnsService service => ToService(context, service, udp, tcp),
        ImmutableArray<IpAddress> local => ToAddresses(local, udp, tcp),
        IpAddress address when context.Simulation.Index.At(address) is null => ToAddresses([address], udp, tcp),
        _ => null,
    };

    private static PolicyRule? ToService(RuleContext context, DnsService service, bool udp, bool tcp)
    {
        // Peers do not match pods on their node's network, and what is in other namespaces may be nobody's business.
        if (service.Servers.Any(server => server.Pods.Any.HostNetwork) || !context.Names.MayName(service.Service.Key.Namespace))
        {
            return null;
        }

        var ports = service.Servers.SelectMany(server => new[] { Port(Protocol.Udp, udp ? server.Udp : null), Port(Protocol.Tcp, tcp ? server.Tcp : null) });
        var place = LabelSelector.MatchLabels((Namespace.NameLabel, service.Service.Key.Namespace));
        return new PolicyRule([new PolicyPeer(service.Service.Selector, place)], [.. ports.OfType<PolicyPort>().Distinct()]);
    }

    private static PolicyRule ToAddresses(ImmutableArray<IpAddress> addresses, bool udp, bool tcp) => new(
        [.. addresses.Select(address => new PolicyPeer(IpBlock: new IpBlock(new IpRange(address.Family, address.Value, address.Value), [])))],
        [.. new[] { Port(Protocol.Udp, udp ? DnsService.Port : null), Port(Protocol.Tcp, tcp ? DnsService.Port : null) }.OfType<PolicyPort>()]);

    private static PolicyPort? Port(Protocol protocol, int? number) => number is null ? null : new PolicyPort(protocol, number);
}

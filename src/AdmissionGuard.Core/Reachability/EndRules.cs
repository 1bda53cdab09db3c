using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>What the policies at one end of a connection say of all ports of one protocol.</summary>
/// <param name="IsolatedBy">The policies that isolate this end.</param>
/// <param name="Rules">The rules that name the other end, with the ports that they allow there.</param>
/// <param name="Exemption">Why no policy is asked; null when policies are asked.</param>
internal sealed record EndRules(
    ImmutableArray<ObjectKey> IsolatedBy, ImmutableArray<(RuleReference Rule, PortSet Ports)> Rules, string? Exemption)
{
    /// <summary>The ports from which on something else may be said.</summary>
    public IEnumerable<int> Bounds => Rules.SelectMany(rule => rule.Ports.Ranges).SelectMany(range => new[] { range.First, range.Last + 1 });

    public static EndRules Of(
        ConnectionEnd near, ConnectionEnd far, Direction direction, string? exemption, Protocol protocol, bool ipBlockMatchesPods)
    {
        if (exemption is not null)
        {
            return new EndRules([], [], exemption);
        }

        var rules = ImmutableArray.CreateBuilder<(RuleReference, PortSet)>();
        var ports = new RulePorts();
        var policies = near.Pods!.Policies(direction).Policies;
        foreach (var policy in policies)
        {
            var list = policy.Spec.Rules(direction);
            for (var i = 0; i < list.Length; i++)
            {
                var destination = direction == Direction.Ingress ? near.Pods.Ports : far.Pods is { Any.HostNetwork: false } pods ? pods.Ports : null;
                if (Matches(list[i], near.Pods.Namespace, far, ipBlockMatchesPods))
                {
                    rules.Add((new RuleReference(policy.Key, direction, i), ports.On(list[i], destination).Ports(protocol)));
                }
            }
        }

        return new EndRules([.. policies.Select(policy => policy.Key)], rules.DrainToImmutable(), null);
    }

    /// <summary>What is said of one port.</summary>
    public EndExplanation On(int port) =>
        new(IsolatedBy, [.. Rules.Where(rule => rule.Ports.Contains(port)).Select(rule => rule.Rule)], Exemption);

    private static bool Matches(PolicyRule rule, NamespaceEntry owner, ConnectionEnd far, bool ipBlockMatchesPods)
    {
        if (rule.Peers.IsEmpty)
        {
            return true;
        }

        return far.Pods is { Any.HostNetwork: false }
            ? rule.Peers.Any(peer => PeerSelection.Matches(peer, owner, far.Pods, ipBlockMatchesPods))
            : rule.Peers.Any(peer => peer.IpBlock is { } block && Addresses(far).Any(block.Contains));
    }

    // The traffic of a hostNetwork pod has its node's address.
    private static IEnumerable<IpAddress> Addresses(ConnectionEnd end) =>
        end.Pod is { } pod ? pod.HostAddresses.Concat(pod.Addresses) : [end.Address!.Value];
}

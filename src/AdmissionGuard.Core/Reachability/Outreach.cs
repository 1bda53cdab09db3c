using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// What the policies of some pods say in one direction to pods of other namespaces. Most policies are copies, so that the pods of thousands of
/// namespaces have one of a few between them, and are asked once.
/// </summary>
/// <param name="Rules">The rules, each with those of its peers that can mean pods of another namespace.</param>
/// <param name="Ports">The ports that the pods declare, where the rules name some.</param>
internal sealed record Outreach(ImmutableArray<PolicyRule> Rules, ContainerPorts? Ports)
{
    private static readonly Outreach Open = new([], null);

    /// <summary>The outreach of pods in a direction; null where their policies allow nothing beyond their namespace.</summary>
    public static Outreach? Of(PodClass pods, Direction direction)
    {
        var set = pods.Policies(direction);
        if (!set.Isolates)
        {
            return Open;
        }

        ImmutableArray<PolicyRule> rules = [.. set.Policies.SelectMany(policy => policy.Spec.Rules(direction)).Select(Outward).OfType<PolicyRule>()];
        return rules.IsEmpty ? null : new Outreach(rules, PolicyEvaluator.PortsThatMatter(pods.Ports, direction, rules));
    }

    /// <inheritdoc/>
    public bool Equals(Outreach? other) =>
        other is not null && Rules.AsSpan().SequenceEqual(other.Rules.AsSpan()) && Equals(Ports, other.Ports);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rules.Length, Rules.IsEmpty ? null : Rules[0], Rules.IsEmpty ? null : Rules[^1], Ports);

    // A peer without namespaceSelector means pods of the policy's own namespace.
    private static PolicyRule? Outward(PolicyRule rule)
    {
        if (rule.Peers.IsEmpty || rule.Peers.All(ReachesOut))
        {
            return rule;
        }

        ImmutableArray<PolicyPeer> peers = [.. rule.Peers.Where(ReachesOut)];
        return peers.IsEmpty ? null : rule with { Peers = peers };
    }

    private static bool ReachesOut(PolicyPeer peer) => peer.NamespaceSelector is not null || peer.IpBlock is not null;
}

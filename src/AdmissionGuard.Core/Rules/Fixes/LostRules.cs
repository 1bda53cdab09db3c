using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Rules.Fixes;

/// <summary>Which rules give back what an edit of rules has taken away, and nothing besides.</summary>
internal static class LostRules
{
    /// <summary>Old rules, or what of them no new rule spells out.</summary>
    public static IReadOnlyList<PolicyRule> Between(ImmutableArray<PolicyRule> before, ImmutableArray<PolicyRule> after) =>
        [.. before.SelectMany(rule => Missing(rule, after)).Distinct()];

    private static IEnumerable<PolicyRule> Missing(PolicyRule old, ImmutableArray<PolicyRule> after)
    {
        // A rule without peers or ports means all, and is kept whole or not at all.
        if (old.Peers.IsEmpty)
        {
            var ports = LostPorts(old, null, after);
            return ports is null ? [] : [old with { Ports = ports.Value }];
        }

        // Peers that lack the same ports stay one rule.
        return old.Peers.Select(peer => (Peer: peer, Ports: LostPorts(old, peer, after))).Where(item => item.Ports is not null)
            .GroupBy(item => string.Join('\n', item.Ports!.Value.Select(port => port.ToString())), StringComparer.Ordinal)
            .Select(group => new PolicyRule([.. group.Select(item => item.Peer)], group.First().Ports!.Value));
    }

    // Null: no port is lost. Empty, where the old rule is for all ports: all are.
    private static ImmutableArray<PolicyPort>? LostPorts(PolicyRule old, PolicyPeer? peer, ImmutableArray<PolicyRule> after)
    {
        var kept = after.Where(rule => rule.Peers.IsEmpty || (peer is not null && rule.Peers.Contains(peer))).ToList();
        if (kept.Exists(rule => rule.Ports.IsEmpty))
        {
            return null;
        }

        var lost = old.Ports.RemoveRange(kept.SelectMany(rule => rule.Ports));
        return old.Ports.IsEmpty || !lost.IsEmpty ? lost : null;
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// What of a simulation is about each of its changed policies. A large set makes blocks by the million: each is looked at once, and not
/// once for each change.
/// </summary>
internal sealed class PartsByPolicy
{
    private readonly Dictionary<(PolicySet, PolicySet), List<ObjectKey>> _differing = [];
    private readonly Dictionary<(ObjectKey Policy, Direction Direction), List<GovernedPods>> _changed = [];
    private readonly Dictionary<ObjectKey, List<ConnectionBlock>> _blocks = [];

    public PartsByPolicy(ImmutableDictionary<Direction, IReadOnlyList<GovernedPods>> changed, IEnumerable<ConnectionBlock> blocks)
    {
        foreach (var (direction, groups) in changed)
        {
            foreach (var group in groups)
            {
                foreach (var policy in Differing(group))
                {
                    Add(_changed, (policy, direction), group);
                }
            }
        }

        foreach (var block in blocks)
        {
            var near = Differing(block.Changed);
            foreach (var policy in block.Other is { } other ? near.Union(Differing(other)) : near)
            {
                Add(_blocks, policy, block);
            }
        }
    }

    /// <summary>The pods whose policies differ in a policy, by direction.</summary>
    public ImmutableDictionary<Direction, IReadOnlyList<GovernedPods>> ChangedBy(ObjectKey policy) => Enum.GetValues<Direction>()
        .ToImmutableDictionary(direction => direction, direction => (IReadOnlyList<GovernedPods>)(_changed.GetValueOrDefault((policy, direction)) ?? []));

    /// <summary>The connections at an end of which a policy differs.</summary>
    public List<ConnectionBlock> BlocksOf(ObjectKey policy) => _blocks.GetValueOrDefault(policy) ?? [];

    private static void Add<TKey, TItem>(Dictionary<TKey, List<TItem>> lists, TKey key, TItem item)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists[key] = list = [];
        }

        list.Add(item);
    }

    // Policies that are in one of two sets only, or in both in different versions.
    private List<ObjectKey> Differing(GovernedPods pods)
    {
        if (!_differing.TryGetValue((pods.Before, pods.After), out var policies))
        {
            var (before, after) = (pods.Before.Policies, pods.After.Policies);
            var either = before.Except(after, ReferenceEqualityComparer.Instance).Union(after.Except(before, ReferenceEqualityComparer.Instance));
            _differing[(pods.Before, pods.After)] = policies = [.. either.Cast<NetworkPolicy>().Select(policy => policy.Key).Distinct()];
        }

        return policies;
    }
}

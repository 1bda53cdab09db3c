using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// All pods of a cluster that can gain and lose connections, by the policies that isolate them in one direction: whatever is asked of many
/// pods is asked once for each group.
/// </summary>
internal sealed class Governance
{
    public Governance(IEnumerable<NamespaceEntry> namespaces, Direction direction)
    {
        var groups = namespaces.SelectMany(entry => entry.Classes.Where(pods => !pods.IsTerminating)
            .GroupBy(pods => (Set: pods.Policies(direction), Ports: PolicyEvaluator.PortsThatMatter(pods.Ports, direction, pods.Policies(direction))))
            .Select(group => new GovernedPods(entry, group.Key.Set, group.Key.Set, [.. group]))).ToList();
        Free = [.. groups.Where(group => !group.Before.Isolates).SelectMany(group => group.Pods).OrderBy(pods => pods.Ordinal).Chunk(FreeChunk.MostPods)
            .Select(pods => new FreeChunk(pods))];
        Reaching = [.. groups.Where(group => group.Before.Isolates && ReachesOut(group.Before, direction))];
        AtHome = groups.Where(group => group.Before.Isolates && !ReachesOut(group.Before, direction)).ToLookup(group => group.Namespace);
    }

    /// <summary>Classes that nothing isolates.</summary>
    public IReadOnlyList<FreeChunk> Free { get; }

    /// <summary>Groups that the same policies isolate, which may allow something with pods of other namespaces.</summary>
    public IReadOnlyList<GovernedPods> Reaching { get; }

    /// <summary>Groups that the same policies isolate, which allow nothing beyond their own namespace, by that namespace.</summary>
    public ILookup<NamespaceEntry, GovernedPods> AtHome { get; }

    private static bool ReachesOut(PolicySet set, Direction direction) => set.Policies.Any(policy => policy.Spec.Rules(direction).Any(rule =>
        rule.Peers.IsEmpty || rule.Peers.Any(peer => peer.NamespaceSelector is not null || peer.IpBlock is not null)));
}

/// <summary>Classes of one namespace that the same policies govern in one direction, before and after a change.</summary>
/// <param name="Namespace">Their namespace.</param>
/// <param name="Before">The policies before the change.</param>
/// <param name="After">The policies after it.</param>
/// <param name="Pods">The classes.</param>
internal sealed record GovernedPods(NamespaceEntry Namespace, PolicySet Before, PolicySet After, IReadOnlyList<PodClass> Pods);

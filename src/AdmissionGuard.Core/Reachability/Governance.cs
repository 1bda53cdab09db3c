using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// All pods of a cluster that pods of other namespaces can gain and lose, by what their policies in one direction say to these: whatever is
/// asked of many pods is asked once for each pool.
/// </summary>
internal sealed class Governance(Direction direction)
{
    private readonly Dictionary<Outreach, PodPool> _pools = [];

    /// <summary>The pools, none of them empty. Pods whose policies allow nothing beyond their namespace are in none.</summary>
    public IReadOnlyCollection<PodPool> Pools => _pools.Values;

    /// <summary>Classes that are looked at by themselves.</summary>
    public LeftOut LeaveOut(IEnumerable<PodClass> classes) => new(classes, direction);

    /// <summary>A class is new, or its policies are.</summary>
    public void Add(PodClass pods)
    {
        if (pods.IsTerminating || Outreach.Of(pods, direction) is not { } outreach)
        {
            return;
        }

        if (!_pools.TryGetValue(outreach, out var pool))
        {
            _pools[outreach] = pool = new PodPool(outreach, direction);
        }

        pool.Add(pods);
    }

    /// <summary>A class goes, or its policies are about to change.</summary>
    public void Remove(PodClass pods)
    {
        if (pods.PoolIn(direction) is not { } pool)
        {
            return;
        }

        pool.Remove(pods);
        if (pool.Count == 0)
        {
            _pools.Remove(pool.Outreach);
        }
    }
}

/// <summary>Classes that like policies govern in one direction, before and after a change.</summary>
/// <param name="Namespace">Their namespace; where they are of many, that of one of them, and nothing is asked of them that depends on it.</param>
/// <param name="Before">The policies before the change; of pods of many namespaces, those of one of them.</param>
/// <param name="After">The policies after it.</param>
/// <param name="Pods">The classes, one at least.</param>
internal sealed record GovernedPods(NamespaceEntry Namespace, PolicySet Before, PolicySet After, PodCrowd Pods);

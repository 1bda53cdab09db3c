using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// How much a change takes and gives, counted without being listed: connections from pod to pod, and between a pod and a range of addresses.
/// A pair that loses one port and gains another counts as both.
/// </summary>
/// <param name="Lost">Pairs between which something passed and passes no more.</param>
/// <param name="Gained">Pairs between which something passes now and did not.</param>
/// <param name="Pods">Running pods whose policies the change changes.</param>
public readonly record struct EffectSize(long Lost, long Gained, long Pods)
{
    internal static EffectSize Of(Simulation simulation)
    {
        var (lost, gained) = (0L, 0L);
        var nearEnds = new Dictionary<PodCrowd, PodClassSet>();
        foreach (var block in simulation.Blocks)
        {
            simulation.Pulse();
            var pairs = Pairs(block, nearEnds);
            lost += block.Lost.IsEmpty ? 0 : pairs;
            gained += block.Gained.IsEmpty ? 0 : pairs;
        }

        return new EffectSize(lost, gained, PodsOf(simulation));
    }

    private static long PodsOf(Simulation simulation)
    {
        var (seen, pods) = (new PodClassSet(), 0L);
        foreach (var group in simulation.Changed.Values.SelectMany(groups => groups))
        {
            foreach (var one in group.Pods)
            {
                pods += !one.IsHypothetical && seen.Add(one) ? one.Pods.Count : 0;
            }
        }

        return pods;
    }

    private static long Pairs(ConnectionBlock block, Dictionary<PodCrowd, PodClassSet> nearEnds)
    {
        var (near, far) = block.Cause == Core.Model.Direction.Ingress ? (block.To, block.From) : (block.From, block.To);
        return far.Range is not null
            ? near.Pods.RunningPods
            : (near.Pods.RunningPods * far.Pods.RunningPods) - InBoth(near.Pods, far.Pods, nearEnds);
    }

    // A pod's connection to itself is none. Pools hold no pods of changed namespaces, of which the near end is; and the near end of many
    // blocks is one.
    private static long InBoth(PodCrowd near, PodCrowd far, Dictionary<PodCrowd, PodClassSet> nearEnds)
    {
        if (far.Pool is not null)
        {
            return 0;
        }

        if (!nearEnds.TryGetValue(near, out var classes))
        {
            nearEnds[near] = classes = PodClassSet.Of(near);
        }

        var pods = 0L;
        foreach (var one in far)
        {
            pods += !one.IsHypothetical && classes.Contains(one) ? one.Pods.Count : 0;
        }

        return pods;
    }
}

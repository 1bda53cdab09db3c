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
        var counts = new Dictionary<IReadOnlyList<PodClass>, Counted>(ReferenceEqualityComparer.Instance);
        foreach (var block in simulation.Blocks)
        {
            simulation.Pulse();
            var pairs = Pairs(block, counts);
            lost += block.Lost.IsEmpty ? 0 : pairs;
            gained += block.Gained.IsEmpty ? 0 : pairs;
        }

        var governed = simulation.Changed.Values.SelectMany(groups => groups).SelectMany(group => group.Pods).Distinct();
        return new EffectSize(lost, gained, governed.Where(pods => !pods.IsHypothetical).Sum(pods => (long)pods.Pods.Count));
    }

    private static long Pairs(ConnectionBlock block, Dictionary<IReadOnlyList<PodClass>, Counted> counts)
    {
        var (own, far) = block.Cause == Core.Model.Direction.Ingress ? (block.To, block.From) : (block.From, block.To);
        if (!counts.TryGetValue(own.Pods, out var near))
        {
            counts[own.Pods] = near = new Counted(own.Pods);
        }

        return far.Range is not null ? near.Pods : near.PairsWith(far.Pods);
    }

    // The near end of many blocks is one list. A pod's connection to itself is none, and only pods of one namespace can be at both ends.
    private sealed class Counted(IReadOnlyList<PodClass> classes)
    {
        private readonly HashSet<PodClass> _classes = [.. classes];

        public long Pods { get; } = classes.Where(pods => !pods.IsHypothetical).Sum(pods => (long)pods.Pods.Count);

        public long PairsWith(IReadOnlyList<PodClass> far)
        {
            var (pods, same) = (0L, 0L);
            for (var i = 0; i < far.Count; i++)
            {
                if (far[i].IsHypothetical)
                {
                    continue;
                }

                pods += far[i].Pods.Count;
                same += ReferenceEquals(far[i].Namespace, classes[0].Namespace) && _classes.Contains(far[i]) ? far[i].Pods.Count : 0;
            }

            return (Pods * pods) - same;
        }
    }
}

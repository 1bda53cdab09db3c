namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Adds up what classes of pods may do to what their workloads may do: the union over all pairs of pods, and whether it holds for each.
/// </summary>
internal sealed class PairTally
{
    private readonly Dictionary<(WorkloadUnit From, WorkloadUnit To), Sum> _sums = [];

    /// <summary>Counts a pair of classes. A pair is counted once at most.</summary>
    public void Add(WorkloadUnit fromUnit, WorkloadUnit toUnit, PodClass from, PodClass to, ConnectionSet connections)
    {
        var pairs = PodClass.Pairs(from, to);
        if (pairs == 0 || connections.IsEmpty)
        {
            return;
        }

        var key = (fromUnit, toUnit);
        _sums[key] = _sums.TryGetValue(key, out var sum)
            ? new Sum(sum.Connections.Union(connections), sum.Pairs + pairs, sum.Uneven || !sum.Connections.Equals(connections))
            : new Sum(connections, pairs, Uneven: false);
    }

    /// <summary>Every pair of workloads between which something passes, in no order.</summary>
    public IEnumerable<WorkloadConnection> Total() => _sums.Select(sum => new WorkloadConnection(
        sum.Key.From.End,
        sum.Key.To.End,
        sum.Value.Connections,
        sum.Value.Uneven || sum.Value.Pairs < WorkloadUnit.Pairs(sum.Key.From, sum.Key.To)));

    private readonly record struct Sum(ConnectionSet Connections, long Pairs, bool Uneven);
}

/// <summary>What may pass between two workloads, or a workload and addresses outside the cluster.</summary>
/// <param name="From">Where connections start.</param>
/// <param name="To">Where they arrive.</param>
/// <param name="Connections">What may pass, over all pairs of pods.</param>
/// <param name="IsPartial">It does not hold for every pair of pods.</param>
public sealed record WorkloadConnection(Endpoint From, Endpoint To, ConnectionSet Connections, bool IsPartial)
{
    /// <summary>By where they start, then by where they arrive.</summary>
    public static int Compare(WorkloadConnection left, WorkloadConnection right)
    {
        var byFrom = left.From.CompareTo(right.From);
        return byFrom != 0 ? byFrom : left.To.CompareTo(right.To);
    }
}

using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Classes of the index whose policies say the same in one direction to pods of other namespaces, with the sums that reviews ask for: a
/// review takes thousands of them for one, and looks at none.
/// </summary>
internal sealed class PodPool(Outreach outreach, Direction direction)
{
    // More than are ever named, so that some may be left out.
    private const int MostKeptByName = 8;

    private readonly List<PodClass> _classes = [];
    private FirstWorkloads? _firstByName;

    /// <summary>What their policies say.</summary>
    public Outreach Outreach { get; } = outreach;

    /// <summary>How many classes there are.</summary>
    public int Count => _classes.Count;

    /// <summary>The classes, in no order.</summary>
    public List<PodClass> Classes => _classes;

    /// <summary>How many of their pods run.</summary>
    public long RunningPods { get; private set; }

    /// <summary>How many classes have name servers of their own.</summary>
    public int OwnNameServers { get; private set; }

    /// <summary>The numbers of the workloads that have running pods here.</summary>
    public OrdinalSet Workloads { get; } = new();

    /// <summary>
    /// The running classes of the first few workloads by name. Worked out when it is first asked for, by one reader or by several at once.
    /// </summary>
    public FirstWorkloads FirstByName => _firstByName ??= FindFirst();

    /// <summary>Whether <see cref="FirstByName"/> has all workloads.</summary>
    public bool HasFewWorkloads => FirstByName.Count < MostKeptByName;

    /// <summary>Whether a class is in it.</summary>
    public bool Holds(PodClass pods) => pods.PoolIn(direction) == this;

    /// <summary>Takes a class in.</summary>
    public void Add(PodClass pods)
    {
        pods.Places[(int)direction] = new PoolPlace(this, _classes.Count);
        _classes.Add(pods);
        OwnNameServers += pods.Dns.Source == DnsSource.Own ? 1 : 0;
        if (!pods.IsHypothetical)
        {
            RunningPods += pods.Pods.Count;
            Workloads.Add(pods.WorkloadOrdinal);
            ForgetNames(pods);
        }
    }

    /// <summary>Takes a class out that is in it; the last one takes its place.</summary>
    public void Remove(PodClass pods)
    {
        var place = pods.Places[(int)direction].Index;
        var last = _classes[^1];
        _classes[place] = last;
        last.Places[(int)direction] = new PoolPlace(this, place);
        _classes.RemoveAt(_classes.Count - 1);
        pods.Places[(int)direction] = default;
        OwnNameServers -= pods.Dns.Source == DnsSource.Own ? 1 : 0;
        if (!pods.IsHypothetical)
        {
            RunningPods -= pods.Pods.Count;
            ForgetNames(pods);
            if (!pods.Siblings.Any(sibling => !sibling.IsHypothetical && Holds(sibling)))
            {
                Workloads.Remove(pods.WorkloadOrdinal);
            }
        }
    }

    /// <summary>A class that is in it and runs has more pods, or fewer.</summary>
    public void Resize(int step) => RunningPods += step;

    private FirstWorkloads FindFirst()
    {
        var first = new FirstWorkloads(MostKeptByName);
        foreach (var pods in _classes)
        {
            if (!pods.IsHypothetical)
            {
                first.Add(pods);
            }
        }

        return first;
    }

    private void ForgetNames(PodClass pods)
    {
        if (_firstByName?.Wants(pods.Workload) == true)
        {
            _firstByName = null;
        }
    }
}

/// <summary>Where a class is in a pool.</summary>
internal readonly record struct PoolPlace(PodPool? Pool, int Index);

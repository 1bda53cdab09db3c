using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>
/// Counts the workloads of pods and keeps the first few: thousands may be meant where three are shown, and only these are looked at closely.
/// </summary>
/// <param name="shown">How many are named.</param>
/// <param name="onlyNamespace">The namespace whose workloads may be named; the others are counted. Null: all may.</param>
internal sealed class WorkloadTally(int shown, string? onlyNamespace = null)
{
    private readonly OrdinalSet _inIndex = new();
    private readonly HashSet<Workload> _outsideIndex = [];
    private readonly FirstWorkloads _first = new(shown + 1);

    private int _elsewhere;

    /// <summary>How many workloads there are.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a class, which may have been counted before.</summary>
    public void Add(PodClass pods)
    {
        var isNew = pods.WorkloadOrdinal < 0 ? _outsideIndex.Add(pods.Workload) : _inIndex.Add(pods.WorkloadOrdinal);
        Count += isNew ? 1 : 0;
        if (onlyNamespace is null || pods.Workload.Namespace == onlyNamespace)
        {
            _first.Add(pods);
        }
        else
        {
            _elsewhere += isNew ? 1 : 0;
        }
    }

    /// <summary>Counts running classes, which may have been counted before. Pools hold none of the only namespace that may be named.</summary>
    public void AddRunning(PodCrowd crowd)
    {
        if (crowd.Pool is { } pool)
        {
            var added = _inIndex.Add(pool.Workloads, crowd.WorkloadsLeftOut());
            Count += added;
            _elsewhere += onlyNamespace is null ? 0 : added;
        }

        foreach (var pods in onlyNamespace is null || crowd.Pool is null ? crowd.FirstByName(shown + 1) : [])
        {
            if (!pods.IsHypothetical)
            {
                Add(pods);
            }
        }
    }

    /// <summary><c>shop/a[Deployment], shop/b[Deployment], shop/c[Deployment] and 12 more</c>.</summary>
    /// <param name="name">How a class is named: by its workload, or the part of it that selectors tell apart.</param>
    public Named Name(Func<PodClass, string> name)
    {
        var names = _first.SelectMany(siblings => siblings.Select(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var total = Math.Max(names.Count, Count - _elsewhere);
        if (_elsewhere == 0)
        {
            return new Named(Wording.List(names, shown, total), total > 1);
        }

        var elsewhere = $"{Wording.Count(_elsewhere, "workload")} of {(_elsewhere == 1 ? "another namespace" : "other namespaces")}";
        return new Named(
            total == 0 ? elsewhere : $"{Wording.List(names, shown, total)}{(total > 1 ? "," : "")} and {elsewhere}", total + _elsewhere > 1);
    }
}

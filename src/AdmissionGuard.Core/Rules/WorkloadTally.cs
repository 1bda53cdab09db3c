using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>
/// Counts the workloads of pods and keeps the first few: thousands may be meant where three are shown, and only these are looked at closely.
/// </summary>
internal sealed class WorkloadTally(int shown)
{
    private readonly OrdinalSet _inIndex = new();
    private readonly HashSet<Workload> _outsideIndex = [];
    private readonly SortedDictionary<Workload, List<PodClass>> _first = new(Workload.ByName);
    private PodClass? _last;

    /// <summary>How many workloads there are.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a class, which may have been counted before.</summary>
    public void Add(PodClass pods)
    {
        Count += (pods.WorkloadOrdinal < 0 ? _outsideIndex.Add(pods.Workload) : _inIndex.Add(pods.WorkloadOrdinal)) ? 1 : 0;
        if (_last is not null && Workload.ByName.Compare(pods.Workload, _last.Workload) > 0)
        {
            return;
        }

        if (!_first.TryGetValue(pods.Workload, out var siblings))
        {
            _first[pods.Workload] = siblings = [];
            if (_first.Count > shown + 1)
            {
                _first.Remove(_first.Keys.Last());
            }
        }

        siblings.Add(pods);
        _last = _first.Count > shown ? _first.Values.Last()[0] : null;
    }

    /// <summary><c>shop/a[Deployment], shop/b[Deployment], shop/c[Deployment] and 12 more</c>.</summary>
    /// <param name="name">How a class is named: by its workload, or the part of it that selectors tell apart.</param>
    public Named Name(Func<PodClass, string> name)
    {
        var names = _first.Values.SelectMany(siblings => siblings.Select(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var total = Math.Max(names.Count, Count);
        return new Named(Wording.List(names, shown, total), total > 1);
    }
}

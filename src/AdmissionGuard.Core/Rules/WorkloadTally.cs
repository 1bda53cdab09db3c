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
    private readonly SortedDictionary<Workload, List<PodClass>> _first = new(Workload.ByName);
    private PodClass? _last;

    private int _elsewhere;

    /// <summary>How many workloads there are.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a class, which may have been counted before.</summary>
    public void Add(PodClass pods)
    {
        var isNew = pods.WorkloadOrdinal < 0 ? _outsideIndex.Add(pods.Workload) : _inIndex.Add(pods.WorkloadOrdinal);
        Count += isNew ? 1 : 0;
        if (onlyNamespace is not null && pods.Workload.Namespace != onlyNamespace)
        {
            _elsewhere += isNew ? 1 : 0;
            return;
        }

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

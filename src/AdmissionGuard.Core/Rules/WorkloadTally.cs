using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>
/// Counts the workloads of pods and keeps the first few: thousands may be meant where three are shown, and only these are looked at closely.
/// </summary>
internal sealed class WorkloadTally(int shown)
{
    private readonly PodClassSet _workloads = new();
    private readonly SortedDictionary<Workload, List<PodClass>> _first = new(InOrder.Instance);
    private Workload? _last;

    /// <summary>How many workloads there are.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a class, which may have been counted before.</summary>
    public void Add(PodClass pods)
    {
        Count += _workloads.Add(pods.Siblings.Count > 0 ? pods.Siblings[0] : pods) ? 1 : 0;
        if (_last is not null && InOrder.Instance.Compare(pods.Workload, _last) > 0)
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

            _last = _first.Count > shown ? _first.Keys.Last() : null;
        }

        siblings.Add(pods);
    }

    /// <summary><c>shop/a[Deployment], shop/b[Deployment], shop/c[Deployment] and 12 more</c>.</summary>
    /// <param name="name">How a class is named: by its workload, or the part of it that selectors tell apart.</param>
    public Named Name(Func<PodClass, string> name)
    {
        var names = _first.Values.SelectMany(siblings => siblings.Select(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var total = Math.Max(names.Count, Count);
        return new Named(Wording.List(names, shown, total), total > 1);
    }

    private sealed class InOrder : IComparer<Workload>
    {
        public static InOrder Instance { get; } = new();

        public int Compare(Workload? x, Workload? y)
        {
            var byNamespace = string.CompareOrdinal(x!.Namespace, y!.Namespace);
            var byName = byNamespace != 0 ? byNamespace : string.CompareOrdinal(x.Name, y.Name);
            return byName != 0 ? byName : string.CompareOrdinal(x.Kind, y.Kind);
        }
    }
}

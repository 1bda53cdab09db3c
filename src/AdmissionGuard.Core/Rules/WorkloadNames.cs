using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>Names pods to people: by workload, sorted, quoted nowhere, and never more than a few.</summary>
internal sealed class WorkloadNames(WorkloadUnits units)
{
    private const int Shown = 3;

    /// <summary>The name of one class's workload, or of the part of it that selectors tell apart.</summary>
    public string Of(PodClass pods) => units.Of(pods).Name;

    /// <summary><c>shop/a[Deployment], shop/b[Deployment] and 12 more</c>.</summary>
    public string Of(IEnumerable<PodClass> pods)
    {
        // Thousands of workloads may be meant and three are shown: only these are looked at closely.
        var workloads = pods.GroupBy(one => one.Workload).ToList();
        var first = workloads.OrderBy(group => group.Key, WorkloadOrder.Instance).Take(Shown + 1)
            .SelectMany(group => group.Select(Of).Distinct(StringComparer.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return Wording.List(first, Shown, Math.Max(first.Count, workloads.Count));
    }

    private sealed class WorkloadOrder : IComparer<Workload>
    {
        public static WorkloadOrder Instance { get; } = new();

        public int Compare(Workload? x, Workload? y)
        {
            var byNamespace = string.CompareOrdinal(x!.Namespace, y!.Namespace);
            var byName = byNamespace != 0 ? byNamespace : string.CompareOrdinal(x.Name, y.Name);
            return byName != 0 ? byName : string.CompareOrdinal(x.Kind, y.Kind);
        }
    }
}

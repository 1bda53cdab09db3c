using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>Several things, named in a sentence.</summary>
/// <param name="Text">Their names.</param>
/// <param name="IsPlural">Whether the verb is a plural.</param>
internal readonly record struct Named(string Text, bool IsPlural)
{
    /// <summary>The verb that fits: <c>becomes</c> or <c>become</c>.</summary>
    public string Verb(string singular, string plural) => IsPlural ? plural : singular;
}

/// <summary>Names pods to people: by workload, sorted, and never more than a few.</summary>
internal sealed class WorkloadNames(WorkloadUnits units)
{
    private const int Shown = 3;

    /// <summary><c>shop/a[Deployment], shop/b[Deployment], shop/c[Deployment] and 12 more</c>.</summary>
    public Named Of(IEnumerable<PodClass> pods)
    {
        // Thousands of workloads may be meant and three are shown: only these are looked at closely.
        var workloads = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var first = new SortedDictionary<Workload, List<PodClass>>(WorkloadOrder.Instance);
        Workload? last = null;
        foreach (var one in pods)
        {
            workloads.Add(one.Siblings.Count > 0 ? one.Siblings : one);
            if (last is not null && WorkloadOrder.Instance.Compare(one.Workload, last) > 0)
            {
                continue;
            }

            if (!first.TryGetValue(one.Workload, out var siblings))
            {
                first[one.Workload] = siblings = [];
                if (first.Count > Shown + 1)
                {
                    first.Remove(first.Keys.Last());
                }

                last = first.Count > Shown ? first.Keys.Last() : null;
            }

            siblings.Add(one);
        }

        var names = first.Values.SelectMany(list => list.Select(one => units.Of(one).Name)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        var total = Math.Max(names.Count, workloads.Count);
        return new Named(Wording.List(names, Shown, total), total > 1);
    }

    /// <summary>Where blocks of connections start: running pods by name, then addresses.</summary>
    public string Sources(IEnumerable<ConnectionBlock> blocks) => Ends(blocks.Select(block => (block.From, block.To)));

    /// <summary>Where blocks of connections arrive: running pods by name, then addresses.</summary>
    public string Destinations(IEnumerable<ConnectionBlock> blocks) => Ends(blocks.Select(block => (block.To, block.From)));

    private string Ends(IEnumerable<(BlockEnd Own, BlockEnd Other)> blocks)
    {
        var ends = blocks.ToList();
        var pods = Of(ends.SelectMany(end => end.Own.Pods.Where(pods => !pods.IsHypothetical && HasPartner(pods, end.Other)))).Text;
        var ranges = ends.Select(end => end.Own.Range).OfType<IpRange>().Distinct().Order().ToList();
        var outside = ranges.Contains(IpRange.Everything(IpFamily.IPv4))
            ? "all addresses outside the cluster"
            : Wording.List(ranges.ConvertAll(range => range.ToString()), Shown, ranges.Count);
        if (pods.Length == 0 || outside.Length == 0)
        {
            return pods + outside;
        }

        return $"{pods}{(pods.Contains(" and ", StringComparison.Ordinal) ? ", and " : " and ")}{outside}";
    }

    // A block of many pods holds a single pod against itself too, which is no connection.
    private static bool HasPartner(PodClass pods, BlockEnd other) =>
        other.Range is not null || other.Pods.Count > 1 || PodClass.Pairs(pods, other.Pods[0]) > 0;

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

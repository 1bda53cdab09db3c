using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>A workload, or the part of it that some selector tells apart: the unit in which connections are shown.</summary>
/// <param name="Name"><c>namespace/name[Kind]</c>, for a part with <c>{key=value}</c> behind it.</param>
/// <param name="Workload">The workload.</param>
/// <param name="Classes">The classes of its pods.</param>
public sealed record WorkloadUnit(string Name, Workload Workload, IReadOnlyList<PodClass> Classes)
{
    /// <summary>How many pods it has.</summary>
    public long PodCount { get; } = Classes.Sum(pods => (long)pods.Pods.Count);

    /// <summary>The unit as an end of connections.</summary>
    public Endpoint End { get; } = new(Name, Workload.Namespace, null);

    /// <summary>How many connections from pod to pod a pair of units stands for.</summary>
    public static long Pairs(WorkloadUnit from, WorkloadUnit to) =>
        ReferenceEquals(from, to) ? from.PodCount * (from.PodCount - 1) : from.PodCount * to.PodCount;

    /// <inheritdoc/>
    public bool Equals(WorkloadUnit? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>Groups the classes of a cluster into the units that people see, when they are first asked for.</summary>
internal sealed class WorkloadUnits
{
    private readonly ClusterIndex _index;
    private readonly ClusterIndex? _other;
    private readonly bool _includeTerminating;
    private readonly Lazy<SelectorCatalogue[]> _selectors;
    private readonly Dictionary<PodClass, WorkloadUnit> _units = [];

    /// <summary>Units of one cluster.</summary>
    /// <param name="index">The cluster.</param>
    /// <param name="more">Policies whose selectors may tell pods of a workload apart, besides those of the cluster.</param>
    /// <param name="includeTerminating">Whether pods that are being deleted belong to a unit.</param>
    /// <param name="other">Another state of the cluster: a workload is divided in both states or in neither.</param>
    public WorkloadUnits(ClusterIndex index, IEnumerable<NetworkPolicy> more, bool includeTerminating, ClusterIndex? other = null)
    {
        _index = index;
        _other = other;
        _includeTerminating = includeTerminating;
        _selectors = new Lazy<SelectorCatalogue[]>(() => [index.Selectors, SelectorCatalogue.Of(more), .. other is null ? [] : new[] { other.Selectors }]);
    }

    public WorkloadUnit Of(PodClass pods)
    {
        if (!_units.TryGetValue(pods, out var unit))
        {
            Divide(pods);
            unit = _units[pods];
        }

        return unit;
    }

    private void Divide(PodClass pods)
    {
        List<PodClass> classes = [.. _index.ClassesOf(pods.Workload).Where(Included)];
        var keys = DistinguishingKeys(pods, classes);
        if (!classes.Contains(pods))
        {
            _units[pods] = new WorkloadUnit($"{pods.Workload}{PartName(pods.Labels, keys)}", pods.Workload, [pods]);
            return;
        }

        foreach (var part in classes.GroupBy(sibling => PartName(sibling.Labels, keys), StringComparer.Ordinal))
        {
            var unit = new WorkloadUnit($"{pods.Workload}{part.Key}", pods.Workload, [.. part]);
            foreach (var sibling in part)
            {
                _units[sibling] = unit;
            }
        }
    }

    private bool Included(PodClass pods) => _includeTerminating || !pods.IsTerminating;

    private List<string> DistinguishingKeys(PodClass pods, List<PodClass> classes)
    {
        var labels = classes.Concat((_other?.ClassesOf(pods.Workload) ?? []).Where(Included)).Select(sibling => sibling.Labels).ToHashSet();
        return labels.Count <= 1 ? [] : SelectorCatalogue.DistinguishingKeys(_selectors.Value, pods.Namespace.Namespace, labels);
    }

    private static string PartName(Labels labels, List<string> keys) => keys.Count == 0
        ? ""
        : $"{{{string.Join(',', keys.Select(key => labels.TryGetValue(key, out var value) ? $"{key}={value}" : $"!{key}"))}}}";
}

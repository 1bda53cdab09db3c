using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>What some pods may do, as people are shown it.</summary>
/// <param name="Connections">What may pass, over all pairs of pods.</param>
/// <param name="IsPartial">It does not hold for every pair.</param>
internal readonly record struct Sum(ConnectionSet Connections, bool IsPartial)
{
    public static Sum Nothing { get; } = new(ConnectionSet.None, IsPartial: false);

    public static Sum Of(IEnumerable<ConnectionSet> pairs)
    {
        List<ConnectionSet> all = [.. pairs];
        var union = all.Aggregate(ConnectionSet.None, (sum, one) => sum.Union(one));
        return new Sum(union, all.Exists(one => !one.Equals(union)));
    }
}

/// <summary>The list of a cluster's connections, put together from the oracle's answers pod by pod.</summary>
internal sealed class Listing
{
    private readonly Truth _truth;
    private readonly List<(string Name, string Namespace, List<Pod> Pods)> _units;

    /// <param name="truth">The oracle.</param>
    /// <param name="pods">The pods to list.</param>
    /// <param name="names">The unit of each pod.</param>
    public Listing(Truth truth, IEnumerable<Pod> pods, Func<Pod, string> names)
    {
        _truth = truth;
        _units = [.. pods.GroupBy(names, StringComparer.Ordinal).Select(unit => (unit.Key, unit.First().Key.Namespace, unit.ToList()))];
    }

    /// <summary>What passes between units, by their names; nothing is listed for nothing.</summary>
    public Dictionary<(Endpoint From, Endpoint To), Sum> Inside(ConnectionOptions options)
    {
        var pairs =
            from source in _units
            from destination in _units
            where options.IncludeSelf || source.Pods[0].Workload != destination.Pods[0].Workload
            where options.Namespace is null || source.Namespace == options.Namespace || destination.Namespace == options.Namespace
            let sum = Sum.Of(
                from one in source.Pods
                from other in destination.Pods
                where one.Key != other.Key
                select _truth.Between(one, other))
            where !sum.Connections.IsEmpty
            select (From: End(source), To: End(destination), sum);
        return pairs.ToDictionary(pair => (pair.From, pair.To), pair => pair.sum);
    }

    /// <summary>What passes between units and every cell of the addresses outside, nothing included.</summary>
    public Dictionary<(Endpoint Unit, Direction Direction), ImmutableArray<(IpRange Cell, Sum Sum)>> Outside(ConnectionOptions options) =>
        (from unit in _units
         where options.Namespace is null || unit.Namespace == options.Namespace
         from direction in Enum.GetValues<Direction>()
         select (Key: (End(unit), direction), Cells: _truth.Grid.Addresses.Select(cell =>
             (cell, Sum.Of(unit.Pods.Select(pod => _truth.Outside(pod, direction, cell))))).ToImmutableArray()))
        .ToDictionary(item => item.Key, item => item.Cells);

    /// <summary>The whole list, in its order.</summary>
    public List<WorkloadConnection> All(ConnectionOptions options)
    {
        var inside = Inside(options).Select(item => new WorkloadConnection(
            item.Key.From, item.Key.To, item.Value.Connections, item.Value.IsPartial));
        var outside =
            from item in Outside(options)
            from range in Widest(item.Value)
            where !range.Value.Connections.IsEmpty
            let ends = Directed(item.Key.Unit, item.Key.Direction, range.Range)
            select new WorkloadConnection(ends.From, ends.To, range.Value.Connections, range.Value.IsPartial);
        return Ordered(inside.Concat(outside), connection => connection.From, connection => connection.To);
    }

    /// <summary>Cells joined where they touch and have the same value.</summary>
    public static List<(IpRange Range, T Value)> Widest<T>(IEnumerable<(IpRange Cell, T Value)> cells)
    {
        var result = new List<(IpRange Range, T Value)>();
        foreach (var (cell, value) in cells)
        {
            if (result.Count > 0 && result[^1].Range.Family == cell.Family && Equals(result[^1].Value, value))
            {
                result[^1] = (result[^1].Range with { Last = cell.Last }, value);
            }
            else
            {
                result.Add((cell, value));
            }
        }

        return result;
    }

    /// <summary>The two ends of a connection between a unit and a range.</summary>
    public static (Endpoint From, Endpoint To) Directed(Endpoint unit, Direction direction, IpRange range) =>
        direction == Direction.Ingress ? (Endpoint.Of(range), unit) : (unit, Endpoint.Of(range));

    /// <summary>Workloads before addresses, workloads by name, addresses by number; sources first.</summary>
    public static List<T> Ordered<T>(IEnumerable<T> items, Func<T, Endpoint> from, Func<T, Endpoint> to) =>
    [
        .. items
            .OrderBy(item => from(item).Range is not null).ThenBy(item => from(item).Name, StringComparer.Ordinal)
            .ThenBy(item => from(item).Range)
            .ThenBy(item => to(item).Range is not null).ThenBy(item => to(item).Name, StringComparer.Ordinal)
            .ThenBy(item => to(item).Range),
    ];

    /// <summary>
    /// Names pods by their workload, and by the labels in which they differ and by which some selector tells them apart.
    /// </summary>
    public static Func<Pod, string> Names(params ClusterState[] clusters)
    {
        var pods = clusters.SelectMany(cluster => cluster.Pods).Where(pod => !pod.IsTerminal && !pod.HostNetwork).ToList();
        return pod =>
        {
            var siblings = pods.Where(other => other.Workload == pod.Workload).ToList();
            var place = clusters.SelectMany(cluster => cluster.Namespaces).First(home => home.Name == pod.Key.Namespace);
            var keys = clusters.SelectMany(cluster => cluster.Policies).SelectMany(policy => Selectors(policy, place))
                .Where(selector => siblings.Select(one => selector.Matches(one.Labels)).Distinct().Count() == 2)
                .SelectMany(selector => selector.Requirements).Select(requirement => requirement.Key).Distinct(StringComparer.Ordinal)
                .Where(key => siblings.Select(one => Value(one, key)).Distinct(StringComparer.Ordinal).Count() > 1)
                .Order(StringComparer.Ordinal).ToList();
            var part = string.Join(',', keys.Select(key => Value(pod, key) is { } value ? $"{key}={value}" : $"!{key}"));
            return part.Length == 0 ? pod.Workload.ToString() : $"{pod.Workload}{{{part}}}";
        };
    }

    private static string? Value(Pod pod, string key) => pod.Labels.TryGetValue(key, out var value) ? value : null;

    // The pod selectors that a policy applies to the pods of a namespace.
    private static IEnumerable<LabelSelector> Selectors(NetworkPolicy policy, Namespace place)
    {
        var own = policy.Key.Namespace == place.Name;
        var peers = policy.Spec.Ingress.Concat(policy.Spec.Egress).SelectMany(rule => rule.Peers)
            .Where(peer => peer.PodSelector is not null && (peer.NamespaceSelector?.Matches(place.Labels) ?? own))
            .Select(peer => peer.PodSelector!);
        return own ? peers.Append(policy.Spec.PodSelector) : peers;
    }

    private static Endpoint End((string Name, string Namespace, List<Pod> Pods) unit) => new(unit.Name, unit.Namespace, null);
}

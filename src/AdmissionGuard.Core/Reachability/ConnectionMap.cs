using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>How <see cref="ConnectionMap"/> lists a cluster.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The reading of ipBlock: whether it covers pod addresses.</summary>
    public bool IpBlockMatchesPods { get; init; }

    /// <summary>List connections between pods of one workload too.</summary>
    public bool IncludeSelf { get; init; }

    /// <summary>Only connections with an end in this namespace; null: all.</summary>
    public string? Namespace { get; init; }
}

/// <summary>Every allowed connection between workloads, and between workloads and addresses outside the cluster.</summary>
public static class ConnectionMap
{
    /// <summary>Lists a cluster's connections, in the order of their ends.</summary>
    /// <param name="index">The cluster; built with its policies' blocks when these are read to match pods.</param>
    /// <param name="options">What to list.</param>
    public static ImmutableArray<WorkloadConnection> List(ClusterIndex index, ConnectionOptions options) =>
        List(
            index,
            new WorkloadUnits(index, [], includeTerminating: true),
            options,
            includeTerminating: true,
            index.HasIPv6);

    /// <summary>
    /// Every pair of classes between which anything may pass, each once. What is not looked at costs nothing: pairs are found through the
    /// rules that single pods out, and through groups of pods that the same policies govern.
    /// </summary>
    internal static IEnumerable<(PodClass From, PodClass To, ConnectionSet Connections)> Pairs(
        ClusterIndex index, PolicyEvaluator evaluator, Func<PodClass, bool> include)
    {
        var sources = index.Classes.Where(include)
            .GroupBy(pods => evaluator.Of(pods.Egress, Direction.Egress, pods.Namespace, pods.Ports))
            .Select(group => (Egress: group.Key, Pods: group.ToList())).ToList();
        var egressOf = new Dictionary<PodClass, Allowance>();
        foreach (var (egress, pods) in sources)
        {
            pods.ForEach(one => egressOf[one] = egress);
        }

        var openSources = sources.Where(group => !group.Egress.EveryPod.IsEmpty).ToList();
        var sourcesOf = new Dictionary<PodClass, List<(Allowance Egress, List<PodClass> Pods)>>();
        foreach (var group in sources)
        {
            foreach (var pods in group.Egress.Some.Keys)
            {
                if (!sourcesOf.TryGetValue(pods, out var groups))
                {
                    sourcesOf[pods] = groups = [];
                }

                groups.Add(group);
            }
        }

        foreach (var to in index.Classes.Where(include))
        {
            var ingress = evaluator.Of(to.Ingress, Direction.Ingress, to.Namespace, to.Ports);

            // Sources that a rule of the destination singles out.
            foreach (var from in ingress.Some.Keys.Where(include))
            {
                var connections = ingress.With(from).Intersect(egressOf[from].With(to));
                if (!connections.IsEmpty)
                {
                    yield return (from, to, connections);
                }
            }

            // All other sources: those that may go anywhere, and those that single the destination out.
            foreach (var (egress, pods) in ingress.EveryPod.IsEmpty ? [] : openSources.Concat(Singling(to)))
            {
                var connections = ingress.EveryPod.Intersect(egress.With(to));
                foreach (var from in connections.IsEmpty ? [] : pods)
                {
                    if (!ingress.Some.ContainsKey(from))
                    {
                        yield return (from, to, connections);
                    }
                }
            }
        }

        IEnumerable<(Allowance Egress, List<PodClass> Pods)> Singling(PodClass to) =>
            sourcesOf.TryGetValue(to, out var groups) ? groups.Where(group => group.Egress.EveryPod.IsEmpty) : [];
    }

    internal static ImmutableArray<WorkloadConnection> List(
        ClusterIndex index, WorkloadUnits units, ConnectionOptions options, bool includeTerminating, bool includeIPv6)
    {
        var evaluator = new PolicyEvaluator(index, [], options.IpBlockMatchesPods);
        var tally = new PairTally();
        foreach (var (from, to, connections) in Pairs(index, evaluator, Included))
        {
            var (fromUnit, toUnit) = (units.Of(from), units.Of(to));
            if (Wanted(fromUnit, toUnit))
            {
                tally.Add(fromUnit, toUnit, from, to, connections);
            }
        }

        var list = tally.Total().ToList();
        foreach (var unit in index.Classes.Where(Included).Select(units.Of).Distinct().Where(unit => Wanted(unit, null)))
        {
            foreach (var direction in Enum.GetValues<Direction>())
            {
                var maps = unit.Classes
                    .Select(pods => evaluator.Of(pods.Policies(direction), direction, pods.Namespace, pods.Ports).External)
                    .Where(map => map.Entries.Length > 0).ToList();
                list.AddRange(ExternalTally.Total(unit, direction, maps, family => family == IpFamily.IPv4 || includeIPv6));
            }
        }

        list.Sort(WorkloadConnection.Compare);
        return [.. list];

        bool Included(PodClass pods) => includeTerminating || !pods.IsTerminating;

        bool Wanted(WorkloadUnit from, WorkloadUnit? to) =>
            (options.IncludeSelf || !from.Workload.Equals(to?.Workload))
            && (options.Namespace is null || InNamespace(from) || (to is not null && InNamespace(to)));

        bool InNamespace(WorkloadUnit unit) => string.Equals(unit.Workload.Namespace, options.Namespace, StringComparison.Ordinal);
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>A cluster before and after, with the changes that lead from one to the other.</summary>
/// <param name="Before">The cluster before.</param>
/// <param name="After">The cluster after.</param>
/// <param name="Changes">The changed policies, each once.</param>
internal sealed record Change(ClusterState Before, ClusterState After, IReadOnlyList<PolicyChange> Changes)
{
    /// <summary>One changed policy.</summary>
    public static Arbitrary<Change> One => Arb.From(
        Clusters.Changes.Generator.Select(Of), change => change.Changes is [var only] ? Simpler(change.Before, only).Select(Of) : []);

    /// <summary>Two changes at once, as a directory of manifests brings them; now and then of the same policy, which is one then.</summary>
    public static Gen<Change> Two =>
        from first in Clusters.Changes.Generator
        from second in Clusters.Change(first.After)
        select Between(first.Before, new ChangedCluster(first.After, second).After);

    /// <summary>The cluster with these policies and none of the changed ones.</summary>
    public ClusterState Neither => Before with
    {
        Policies = [.. Before.Policies.Where(policy => Changes.All(change => change.Key != policy.Key))],
    };

    /// <summary>The cluster with other versions of the changed policies, which isolate other pods than either of the two.</summary>
    public ClusterState Outdated => Neither with
    {
        Policies = [.. Neither.Policies, .. Changes.Select((change, i) => Some.Policy($"{change.Key}", i % 2 == 0 ? "" : "app=web", [Some.Rule()], []))],
    };

    /// <summary>An index of one of the states, ready for questions about all of them.</summary>
    public ClusterIndex Index(ClusterState state) =>
        ClusterIndex.Build(state, Before.Policies.Concat(After.Policies).SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)));

    public override string ToString() => $"{Clusters.Describe(Before)}\nbecomes\n{Clusters.Describe(After with { Pods = [] })}";

    private static Change Of(ChangedCluster changed) => Between(changed.Before, changed.After);

    /// <summary>What leads from one state to another.</summary>
    public static Change Between(ClusterState before, ClusterState after)
    {
        var (olds, news) = (before.Policies.ToDictionary(policy => policy.Key), after.Policies.ToDictionary(policy => policy.Key));
        var changed = olds.Keys.Union(news.Keys).Order()
            .Select(key => new PolicyChange(key, olds.GetValueOrDefault(key), news.GetValueOrDefault(key)))
            .Where(change => !ReferenceEquals(change.Before, change.After));
        return new Change(before, after, [.. changed]);
    }

    private static IEnumerable<ChangedCluster> Simpler(ClusterState before, PolicyChange change) => Clusters.Changes.Shrinker(
        new ChangedCluster(before, new Oracle.PolicyChange(change.Key, change.Before?.Spec, change.After?.Spec)));
}

/// <summary>What a simulation says that a change does, pod by pod and address by address.</summary>
internal static class Effects
{
    /// <summary>Every pair of ends that differs, in words; fails when a pair stands in two blocks.</summary>
    public static SortedDictionary<string, string> Of(Simulation simulation, Grid grid)
    {
        var effects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var block in simulation.Blocks)
        {
            foreach (var (from, to) in Pairs(block, grid))
            {
                Assert.True(effects.TryAdd($"{from} to {to}", Print(block.Passes.Before, block.Passes.After)), $"twice: {from} to {to}");
            }
        }

        return effects;
    }

    /// <summary>The same, put together from the oracle's answers.</summary>
    public static SortedDictionary<string, string> Of(Truth before, Truth after)
    {
        var effects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (from, to) in before.StayingPods.SelectMany(_ => before.StayingPods, (from, to) => (from, to)))
        {
            if (from.Key != to.Key)
            {
                Add($"{from.Key} to {to.Key}", truth => truth.Between(from, to));
            }
        }

        foreach (var (pod, cell) in before.StayingPods.SelectMany(_ => before.Grid.Addresses, (pod, cell) => (pod, cell)))
        {
            Add($"{cell} to {pod.Key}", truth => truth.Outside(pod, Direction.Ingress, cell));
            Add($"{pod.Key} to {cell}", truth => truth.Outside(pod, Direction.Egress, cell));
        }

        return effects;

        void Add(string pair, Func<Truth, ConnectionSet> ask)
        {
            var (old, now) = (ask(before), ask(after));
            if (!old.Equals(now))
            {
                effects.Add(pair, Print(old, now));
            }
        }
    }

    private static IEnumerable<(string From, string To)> Pairs(ConnectionBlock block, Grid grid) =>
        from source in Ends(block.From, grid)
        from destination in Ends(block.To, grid)
        where source != destination
        select (source, destination);

    private static List<string> Ends(BlockEnd end, Grid grid)
    {
        if (end.Range is not { } range)
        {
            return [.. end.Pods.SelectMany(pods => pods.Pods).Select(pod => pod.Key.ToString())];
        }

        var cells = grid.Addresses.Where(cell => range.Contains(cell)).ToList();
        Assert.Equal((range.First, range.Last), (cells[0].First, cells[^1].Last));
        return cells.ConvertAll(cell => cell.ToString());
    }

    private static string Print(ConnectionSet before, ConnectionSet after) => $"{before}, then {after}";
}

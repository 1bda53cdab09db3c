using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>
/// Finds what a set of changes could interrupt on the way. A connection passes when both of its ends let it, so each end is looked at by
/// itself: connections that pass before and after are interrupted exactly when one end is closed to them in between.
/// </summary>
internal sealed class PassageSearch
{
    private readonly Simulation _simulation;
    private readonly FarEnds _far;
    private readonly IReadOnlyDictionary<ObjectKey, int> _numbers;
    private readonly Dictionary<string, Passage> _found = new(StringComparer.Ordinal);

    private PassageSearch(Simulation simulation, IReadOnlyDictionary<ObjectKey, int> numbers)
    {
        (_simulation, _numbers) = (simulation, numbers);
        _far = new FarEnds(simulation);
    }

    /// <summary>Every passage that some order of the changes would interrupt.</summary>
    /// <param name="simulation">The changes, prepared.</param>
    /// <param name="numbers">The numbers of the changed policies.</param>
    public static IReadOnlyCollection<Passage> Of(Simulation simulation, IReadOnlyDictionary<ObjectKey, int> numbers)
    {
        var search = new PassageSearch(simulation, numbers);
        foreach (var direction in Enum.GetValues<Direction>())
        {
            foreach (var near in simulation.Changed[direction].Where(group => !group.Pods.First.IsHypothetical))
            {
                search.Look(near, direction);
            }
        }

        return search._found.Values;
    }

    private void Look(GovernedPods near, Direction direction)
    {
        // What one policy alone decides here passes before its change and after it.
        var says = Says(near, direction);
        if (says.Count < 2)
        {
            return;
        }

        var versions = says.SelectMany(say => new[] { say.Before, say.After }).OfType<Allowance>().ToList();
        var lasting = near.Before.Policies.Intersect(near.After.Policies, ReferenceEqualityComparer.Instance).Cast<NetworkPolicy>().ToList();
        var rest = lasting.Count == 0 ? null : Allows(near, lasting, direction);
        var (before, after) = (_simulation.Allows(near, near.Before, direction), _simulation.Allows(near, near.After, direction));
        var singledOut = versions.Concat([before, after]).SelectMany(version => version.Some.Keys).ToHashSet();
        var ends = new NearEnds(_simulation, near, direction);
        foreach (var far in singledOut.Where(pods => !pods.IsTerminating && !pods.IsHypothetical))
        {
            var open = AtRisk(allowance => allowance.With(far));
            if (open.IsEmpty)
            {
                continue;
            }

            var (farBefore, farAfter) = _simulation.Views.Of(far, direction.Opposite());
            foreach (var (kept, pods) in ends.Meeting(new GovernedPods(far.Namespace, farBefore, farAfter, new PodCrowd([far]))))
            {
                if (pods.Count > 1 || PodClass.Pairs(pods[0], far) > 0)
                {
                    Add(allowance => allowance.With(far), kept.Intersect(open), new BlockEnd(new PodCrowd(pods), null), new BlockEnd(new PodCrowd([far]), null));
                }
            }
        }

        var everywhere = AtRisk(allowance => allowance.EveryPod);
        if (!everywhere.IsEmpty)
        {
            foreach (var group in _far.Rest(near.Namespace, direction.Opposite(), singledOut))
            {
                foreach (var (kept, pods) in group.Pods.RunningPods == 0 ? [] : ends.Meeting(group))
                {
                    // A pod's connection to itself is none.
                    if (pods.Count > 1 || group.Pods.Count > 1 || PodClass.Pairs(pods[0], group.Pods.First) > 0)
                    {
                        Add(allowance => allowance.EveryPod, kept.Intersect(everywhere), new BlockEnd(new PodCrowd(pods), null), new BlockEnd(group.Pods, null));
                    }
                }
            }
        }

        foreach (var range in Ranges(versions.Concat([before, after])))
        {
            var address = new IpAddress(range.Family, range.First);
            var open = AtRisk(allowance => allowance.External.At(address));
            Add(allowance => allowance.External.At(address), open, new BlockEnd(near.Pods, null), new BlockEnd(PodCrowd.None, range));
        }

        // What this end lets pass before and after, and nothing keeps open in between.
        ConnectionSet AtRisk(Func<Allowance, ConnectionSet> with)
        {
            _simulation.Pulse();
            var passing = with(before).Intersect(with(after));
            if (rest is not null)
            {
                passing = passing.Except(with(rest));
            }

            foreach (var say in says)
            {
                if (say is { Before: { } old, After: { } now } && !passing.IsEmpty)
                {
                    passing = passing.Except(with(old).Intersect(with(now)));
                }
            }

            return passing;
        }

        void Add(Func<Allowance, ConnectionSet> with, ConnectionSet passing, BlockEnd own, BlockEnd other)
        {
            if (!passing.IsEmpty)
            {
                Divide(says, with, passing, rest is not null, direction, own, other);
            }
        }
    }

    // Connections to which every change does the same are one passage.
    private void Divide(
        List<Say> says, Func<Allowance, ConnectionSet> with, ConnectionSet passing, bool isIsolated, Direction direction, BlockEnd own, BlockEnd other)
    {
        var parts = new List<(ConnectionSet Connections, ImmutableArray<Turn> Turns)> { (passing, []) };
        foreach (var say in says)
        {
            var next = new List<(ConnectionSet, ImmutableArray<Turn>)>();
            foreach (var (connections, turns) in parts)
            {
                foreach (var (old, before) in Split(connections, say.Before, with))
                {
                    foreach (var (part, after) in Split(old, say.After, with))
                    {
                        next.Add((part, turns.Add(new Turn(say.Number, before, after))));
                    }
                }
            }

            parts = next;
        }

        foreach (var (connections, all) in parts)
        {
            // A policy that is closed before and after has no say in the order.
            var isolated = isIsolated || all.Any(turn => turn is { Before: Standing.Closed, After: Standing.Closed });
            ImmutableArray<Turn> turns = [.. all.Where(turn => turn.Before != turn.After || turn.Before == Standing.Open)];
            var key = $"{direction} {isolated} {string.Join(',', turns.Select(turn => $"{turn.Change}:{(int)turn.Before}{(int)turn.After}"))}";
            if (!_found.TryGetValue(key, out var passage))
            {
                passage = new Passage(isolated, turns, new PassageEvidence(direction));
                if (!passage.CanBreak)
                {
                    continue;
                }

                _found[key] = passage;
            }

            passage.Evidence.Add(own, other, connections);
        }
    }

    private static IEnumerable<(ConnectionSet Connections, Standing Standing)> Split(
        ConnectionSet connections, Allowance? version, Func<Allowance, ConnectionSet> with)
    {
        if (version is null)
        {
            yield return (connections, Standing.Absent);
            yield break;
        }

        var open = connections.Intersect(with(version));
        if (!open.IsEmpty)
        {
            yield return (open, Standing.Open);
        }

        var closed = connections.Except(open);
        if (!closed.IsEmpty)
        {
            yield return (closed, Standing.Closed);
        }
    }

    private List<Say> Says(GovernedPods near, Direction direction)
    {
        var changed = near.Before.Policies.Except(near.After.Policies, ReferenceEqualityComparer.Instance)
            .Union(near.After.Policies.Except(near.Before.Policies, ReferenceEqualityComparer.Instance), ReferenceEqualityComparer.Instance)
            .Cast<NetworkPolicy>().Select(policy => policy.Key).Distinct().Order();
        return [.. changed.Select(key => new Say(_numbers[key], Version(near.Before, key), Version(near.After, key)))];

        Allowance? Version(PolicySet set, ObjectKey key) =>
            set.Policies.FirstOrDefault(policy => policy.Key == key) is { } policy ? Allows(near, [policy], direction) : null;
    }

    private Allowance Allows(GovernedPods near, List<NetworkPolicy> policies, Direction direction) =>
        _simulation.Allows(near, _simulation.Views.Sets.Of(policies), direction);

    // Addresses outside the cluster, cut wherever a version of a policy draws an edge.
    private IEnumerable<IpRange> Ranges(IEnumerable<Allowance> versions)
    {
        var maps = versions.Select(version => version.External).Distinct().ToList();
        foreach (var family in Enum.GetValues<IpFamily>().Where(family => family == IpFamily.IPv4 || _simulation.HasIPv6))
        {
            UInt128[] starts =
            [
                .. maps.SelectMany(map => map.Entries).Select(entry => entry.Range).Where(range => range.Family == family)
                    .SelectMany(range => range.Last == IpAddress.Highest(family) ? [range.First] : new[] { range.First, range.Last + 1 })
                    .Distinct().Order(),
            ];
            for (var i = 0; i < starts.Length; i++)
            {
                yield return new IpRange(family, starts[i], i + 1 < starts.Length ? starts[i + 1] - 1 : IpAddress.Highest(family));
            }
        }
    }

    // A changed policy, and what its versions allow these pods; null where it does not isolate them.
    private sealed record Say(int Number, Allowance? Before, Allowance? After);
}

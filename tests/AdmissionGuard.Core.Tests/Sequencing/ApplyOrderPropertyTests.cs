using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Sequencing;
using AdmissionGuard.Core.Tests.Oracle;
using AdmissionGuard.Core.Tests.Reachability;
using FsCheck;
using FsCheck.Fluent;
using Change = AdmissionGuard.Core.Tests.Reachability.Change;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Sequencing;

/// <summary>Holds the order against every order there is, each step of which the oracle judges.</summary>
public sealed class ApplyOrderPropertyTests
{
    private const int Runs = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_interrupts_nothing_and_there_is_none_where_none_is_given(bool ipBlockMatchesPods)
    {
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);

        Properties.Check(Sets, change => Compare(change, ipBlockMatchesPods, kinds), Runs);

        Assert.Equal(["any order", "no order", "one order"], kinds.Keys.Order());
        Assert.All(kinds.Values, count => Assert.True(count >= 5, string.Join(", ", kinds)));
    }

    private static Gen<Change> Sets => Gen.OneOf(
        Entangled,
        Entangled,
        Entangled,
        from first in Clusters.Changes.Generator
        from second in Clusters.Change(first.After)
        select Change.Between(first.Before, new ChangedCluster(first.After, second).After));

    // Policies of a few pods among which rules are dealt before and dealt again after: they take from each other and give to each other.
    private static Gen<Change> Entangled =>
        from count in Gen.Elements(2, 3, 4, 4)
        from rules in Rule.ListOf(4)
        from before in Deal(count, rules)
        from after in Deal(count, rules)
        from lasting in Gen.Frequency((3, Gen.Constant<NetworkPolicy?>(null)), (1, Version("lasting", rules)))
        let pods = new[]
        {
            Some.Pod("shop/a", "app=a", at: "10.1.0.1"), Some.Pod("shop/b", "app=b", at: "10.1.0.2"), Some.Pod("shop/c", "app=c", at: "10.1.0.3"),
        }
        select Change.Between(
            Some.Cluster(pods, [.. before, .. Lasting(lasting)], [Some.Namespace("shop")]),
            Some.Cluster(pods, [.. after, .. Lasting(lasting)], [Some.Namespace("shop")]));

    private static IEnumerable<NetworkPolicy> Lasting(NetworkPolicy? policy) => policy is null ? [] : [policy];

    private static Gen<PolicyRule> Rule =>
        from peer in Gen.Elements(
            Some.Peer("app=a"), Some.Peer("app=b"), Some.Peer("app in (b,c)"), Some.Peer(""), Some.Block("10.1.0.0/31"), Some.Block("0.0.0.0/0"))
        from ports in Gen.Elements("", "TCP 80", "TCP 80, TCP 81", "TCP 80-90")
        select Some.Rule(peer, ports);

    private static Gen<NetworkPolicy?> Version(string name, IEnumerable<PolicyRule> rules) =>
        from selector in Gen.Elements("", "", "app=a", "app in (a,b)")
        from isEgress in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
        let types = isEgress ? PolicyTypes.Egress : PolicyTypes.Ingress
        from hand in Gen.SubListOf(rules)
        from isThere in Gen.Frequency((1, Gen.Constant(false)), (3, Gen.Constant(true)))
        select isThere ? Some.Policy($"shop/{name}", selector, isEgress ? null : [.. hand], isEgress ? [.. hand] : null, types) : null;

    private static Gen<ImmutableArray<NetworkPolicy>> Deal(int count, IEnumerable<PolicyRule> rules) =>
        from policies in Gen.CollectToArray(Enumerable.Range(0, count), number => Version($"p{number}", rules))
        select policies.OfType<NetworkPolicy>().ToImmutableArray();

    private static void Compare(Change change, bool ipBlockMatchesPods, Dictionary<string, int> kinds)
    {
        var changes = change.Changes;
        var truth = new Subsets(change, ipBlockMatchesPods);
        var order = ApplyOrderSearch.Find(change.Index(change.After), changes, ipBlockMatchesPods);

        var kind = order.Conflicts.Length > 0 ? "no order" : order.Matters ? "one order" : "any order";
        kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        Assert.Equal(order.Conflicts.IsEmpty, truth.HasOrder());
        if (order.Conflicts.IsEmpty)
        {
            Assert.Equal(!order.Matters, truth.AnyOrderWorks());
            Assert.True(truth.IsGood(order), string.Join(" | ", order.Steps.Select(step => string.Join(' ', step))));
        }
    }

    // What the oracle says of each subset of the changes: whether it interrupts anything.
    private sealed class Subsets
    {
        private readonly IReadOnlyList<PolicyChange> _changes;
        private readonly bool[] _isGood;

        public Subsets(Change change, bool ipBlockMatchesPods)
        {
            _changes = change.Changes;
            var grid = new Grid(change.Before, change.After);
            var kept = Passing(change.Before);
            kept.IntersectWith(Passing(change.After));
            _isGood = [.. Enumerable.Range(0, 1 << _changes.Count).Select(made => kept.IsSubsetOf(Passing(At(change.Before, made))))];

            HashSet<(string, Protocol, int)> Passing(ClusterState cluster)
            {
                var truth = new Truth(cluster, grid, ipBlockMatchesPods);
                var passing = new HashSet<(string, Protocol, int)>();
                foreach (var (from, to) in truth.StayingPods.SelectMany(_ => truth.StayingPods, (from, to) => (from, to)))
                {
                    Add($"{from.Key} to {to.Key}", truth.Between(from, to));
                }

                foreach (var (pod, cell) in truth.StayingPods.SelectMany(_ => grid.Addresses, (pod, cell) => (pod, cell)))
                {
                    Add($"{cell} to {pod.Key}", truth.Outside(pod, Direction.Ingress, cell));
                    Add($"{pod.Key} to {cell}", truth.Outside(pod, Direction.Egress, cell));
                }

                return passing;

                void Add(string pair, ConnectionSet connections)
                {
                    foreach (var protocol in Protocols.All.ToArray())
                    {
                        foreach (var cell in grid.Ports.Where(cell => connections.Contains(protocol, cell.First)))
                        {
                            passing.Add((pair, protocol, cell.First));
                        }
                    }
                }
            }
        }

        public bool AnyOrderWorks() => Array.TrueForAll(_isGood, good => good);

        // Whether a way leads from no change to all of them, one at a time and over good ground.
        public bool HasOrder()
        {
            var reached = new bool[_isGood.Length];
            reached[0] = true;
            for (var made = 1; made < reached.Length; made++)
            {
                reached[made] = _isGood[made]
                    && Enumerable.Range(0, _changes.Count).Any(i => (made & (1 << i)) != 0 && reached[made & ~(1 << i)]);
            }

            return reached[^1];
        }

        // Steps one after the other, in every order within each, and what may be made at any time made before each of them or not.
        public bool IsGood(ApplyOrder order)
        {
            var free = Mask(order.AtAnyTime);
            var made = 0;
            foreach (var step in order.Steps)
            {
                var mask = Mask(step);
                for (var part = 0; part < _isGood.Length; part++)
                {
                    if ((part & ~(mask | free)) == 0 && !_isGood[made | part])
                    {
                        return false;
                    }
                }

                made |= mask;
            }

            return order.Steps.IsEmpty || (made | free) == _isGood.Length - 1;
        }

        private int Mask(IEnumerable<ObjectKey> policies) =>
            policies.Sum(key => 1 << Enumerable.Range(0, _changes.Count).Single(i => _changes[i].Key == key));

        private ClusterState At(ClusterState cluster, int made) => cluster with
        {
            Policies =
            [
                .. cluster.Policies.Where(policy => !_changes.Any(change => change.Key == policy.Key)),
                .. _changes.Select((change, i) => (made & (1 << i)) != 0 ? change.After : change.Before).OfType<NetworkPolicy>(),
            ],
        };
    }
}

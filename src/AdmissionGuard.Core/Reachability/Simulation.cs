using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// What a change of policies does to a cluster's connections. Only pods that the changed policies select are looked at, against those
/// that their rules mean; everything else keeps what it had.
/// </summary>
internal sealed class Simulation
{
    private readonly List<ConnectionBlock> _blocks = [];
    private readonly Lazy<PartsByPolicy> _parts;
    private readonly Action? _pulse;

    private Simulation(Simulation whole, ObjectKey policy)
    {
        (Index, Changes, Evaluator, Views, HasIPv6) = (whole.Index, whole.Changes, whole.Evaluator, whole.Views, whole.HasIPv6);
        (_pulse, _parts) = (whole._pulse, whole._parts);
        Changed = _parts.Value.ChangedBy(policy);
        _blocks = _parts.Value.BlocksOf(policy);
    }

    private Simulation(
        ClusterIndex index, IReadOnlyList<PolicyChange> changes, IReadOnlyList<PodClass> extra, bool ipBlockMatchesPods,
        IReadOnlyList<NetworkPolicy>? policies, Action? pulse)
    {
        (Index, Changes, _pulse) = (index, changes, pulse);
        HasIPv6 = index.HasIPv6 || changes.Any(change => new[] { change.Before, change.After }.Any(NamesIPv6)) || policies?.Any(NamesIPv6) == true;
        Evaluator = new PolicyEvaluator(index, extra, ipBlockMatchesPods, pulse);
        Views = new PolicyViews(index, changes, extra, policies, pulse);
        Changed = Enum.GetValues<Direction>().ToImmutableDictionary(direction => direction, ChangedGroups);
        _parts = new Lazy<PartsByPolicy>(() => new PartsByPolicy(Changed, _blocks));
    }

    public ClusterIndex Index { get; }

    public IReadOnlyList<PolicyChange> Changes { get; }

    public PolicyEvaluator Evaluator { get; }

    public PolicyViews Views { get; }

    /// <summary>Whether IPv6 plays a part in the cluster or in the change.</summary>
    public bool HasIPv6 { get; }

    /// <summary>The pods whose policies differ before and after, by direction.</summary>
    public ImmutableDictionary<Direction, IReadOnlyList<GovernedPods>> Changed { get; }

    /// <summary>Every connection that differs, no pair of ends twice.</summary>
    public IReadOnlyList<ConnectionBlock> Blocks => _blocks;

    /// <summary>Simulates a change.</summary>
    /// <param name="index">The cluster, with or without the changed policies; built with all blocks that play a part.</param>
    /// <param name="changes">The changed policies, each once.</param>
    /// <param name="extra">Classes that are not in the index: pods that do not run but stand for those a policy is meant for.</param>
    /// <param name="ipBlockMatchesPods">The reading of ipBlock.</param>
    /// <param name="policies">The policies of the changed namespaces, where the index is not to be believed; null where it is.</param>
    /// <param name="pulse">Called now and then; what it throws ends the simulation.</param>
    public static Simulation Run(
        ClusterIndex index, IReadOnlyList<PolicyChange> changes, IReadOnlyList<PodClass> extra, bool ipBlockMatchesPods,
        IReadOnlyList<NetworkPolicy>? policies = null, Action? pulse = null)
    {
        var simulation = Prepare(index, changes, extra, ipBlockMatchesPods, policies, pulse);
        var far = new FarEnds(simulation);
        foreach (var direction in Enum.GetValues<Direction>())
        {
            foreach (var near in simulation.Changed[direction])
            {
                simulation.Compare(near, direction, far);
            }
        }

        return simulation;
    }

    /// <summary>The same without comparing anything: who is governed by what, and what policies allow. <see cref="Blocks"/> stays empty.</summary>
    public static Simulation Prepare(
        ClusterIndex index, IReadOnlyList<PolicyChange> changes, IReadOnlyList<PodClass> extra, bool ipBlockMatchesPods,
        IReadOnlyList<NetworkPolicy>? policies = null, Action? pulse = null) => new(index, changes, extra, ipBlockMatchesPods, policies, pulse);

    /// <summary>To be called by whatever walks over pods, rules or blocks, so that no review outlasts its time by much.</summary>
    public void Pulse() => _pulse?.Invoke();

    /// <summary>The part of this simulation that is about pods whose policies one of its changes changed.</summary>
    public Simulation About(PolicyChange change) => Changes.Count == 1 ? this : new Simulation(this, change.Key);

    /// <summary>Whether another part of the same simulation is about some of the same.</summary>
    public bool Overlaps(Simulation part) =>
        Changed.Any(item => item.Value.Intersect(part.Changed[item.Key], ReferenceEqualityComparer.Instance).Any())
        || _blocks.Intersect(part._blocks, ReferenceEqualityComparer.Instance).Any();

    /// <summary>What policies allow between a group of like pods and everything else.</summary>
    public Allowance Allows(GovernedPods near, PolicySet set, Direction direction) =>
        Evaluator.Of(set, direction, near.Namespace, near.Pods.First.Ports);

    private static bool NamesIPv6(NetworkPolicy? policy) =>
        policy is not null && ClusterIndex.BlocksOf(policy.Spec).Any(block => block.Cidr.Family == IpFamily.IPv6);

    private IReadOnlyList<GovernedPods> ChangedGroups(Direction direction)
    {
        var groups = Views.Touched.Where(pods => !pods.IsTerminating)
            .Select(pods => (Pods: pods, Sets: Views.Of(pods, direction)))
            .Where(item => !ReferenceEquals(item.Sets.Before, item.Sets.After))
            .GroupBy(item => (
                item.Pods.Namespace,
                item.Sets.Before,
                item.Sets.After,
                Ports: PolicyEvaluator.PortsThatMatter(item.Pods.Ports, direction, item.Sets.Before, item.Sets.After),
                item.Pods.IsHypothetical));
        return [.. groups.Select(group => new GovernedPods(
            group.Key.Namespace, group.Key.Before, group.Key.After, new PodCrowd([.. group.Select(item => item.Pods)])))];
    }

    private void Compare(GovernedPods near, Direction direction, FarEnds far)
    {
        var (before, after) = (Allows(near, near.Before, direction), Allows(near, near.After, direction));
        var blocks = new BlockBuilder(near, direction, _blocks);
        foreach (var (group, allowed) in far.Differing(near.Namespace, before, after, direction))
        {
            Pulse();
            CompareWith(near, direction, group, allowed, blocks);
        }

        blocks.Finish();
        foreach (var (range, old, now) in ExternalMap.Pair(before.External, after.External))
        {
            Pulse();
            if (!old.Equals(now) && (range.Family == IpFamily.IPv4 || HasIPv6))
            {
                blocks.Add(range, new BeforeAfter(old, now));
            }
        }
    }

    private void CompareWith(GovernedPods near, Direction direction, GovernedPods far, BeforeAfter allowed, BlockBuilder blocks)
    {
        var opposite = direction.Opposite();
        if (!far.Before.Isolates && !far.After.Isolates)
        {
            blocks.Add(far.Pods, allowed, allowed);
            return;
        }

        var farChanges = !ReferenceEquals(far.Before, far.After);
        if (!farChanges && !Evaluator.CanReach(far.Before, opposite, far.Namespace, near.Namespace))
        {
            return;
        }

        foreach (var pods in near.Pods)
        {
            Pulse();
            var farBefore = Evaluator.Between(far.Before, opposite, far.Namespace, far.Pods.First.Ports, pods);
            var farAfter = farChanges ? Evaluator.Between(far.After, opposite, far.Namespace, far.Pods.First.Ports, pods) : farBefore;
            if (direction == Direction.Egress && !farBefore.Equals(farAfter))
            {
                continue; // Both ends changed: the pass over ingress has counted this pair.
            }

            var passes = new BeforeAfter(allowed.Before.Intersect(farBefore), allowed.After.Intersect(farAfter));
            if (!passes.Before.Equals(passes.After))
            {
                blocks.Add(pods, passes, allowed, farBefore.Except(farAfter));
            }
        }

        blocks.EndOf(far);
    }
}

using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// All pods of a cluster that can gain and lose connections, by the policies that isolate them in one direction: whatever is asked of many
/// pods is asked once for each group.
/// </summary>
internal sealed class Governance(Direction direction)
{
    private readonly Dictionary<GroupKey, Group> _groups = [];
    private readonly Dictionary<NamespaceEntry, Bag<GovernedPods>> _atHome = [];
    private readonly Bag<GovernedPods> _reaching = new();

    /// <summary>Classes that nothing isolates.</summary>
    public FreePods Free { get; } = new((int)direction);

    /// <summary>Groups that the same policies isolate, which may allow something with pods of other namespaces.</summary>
    public IReadOnlyList<GovernedPods> Reaching => _reaching;

    /// <summary>Groups that the same policies isolate, which allow nothing beyond their own namespace.</summary>
    public IReadOnlyList<GovernedPods> AtHome(NamespaceEntry entry) => _atHome.TryGetValue(entry, out var groups) ? groups : [];

    /// <summary>A class is new, or its policies are.</summary>
    public void Add(PodClass pods)
    {
        if (pods.IsTerminating)
        {
            return;
        }

        var set = pods.Policies(direction);
        if (!set.Isolates)
        {
            Free.Add(pods);
            return;
        }

        var key = KeyOf(pods, set);
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups[key] = group = new Group(pods.Namespace, set);
            PlaceOf(group).Add(group.Governed);
        }

        group.Pods.Add(pods);
    }

    /// <summary>A class goes, or its policies are about to change.</summary>
    public void Remove(PodClass pods)
    {
        if (pods.IsTerminating)
        {
            return;
        }

        var set = pods.Policies(direction);
        if (!set.Isolates)
        {
            Free.Remove(pods);
            return;
        }

        var key = KeyOf(pods, set);
        var group = _groups[key];
        group.Pods.Remove(pods);
        if (group.Pods.Count > 0)
        {
            return;
        }

        _groups.Remove(key);
        var place = PlaceOf(group);
        place.Remove(group.Governed);
        if (place.Count == 0 && place != _reaching)
        {
            _atHome.Remove(pods.Namespace);
        }
    }

    private GroupKey KeyOf(PodClass pods, PolicySet set) => new(pods.Namespace, set, PolicyEvaluator.PortsThatMatter(pods.Ports, direction, set));

    private Bag<GovernedPods> PlaceOf(Group group)
    {
        if (ReachesOut(group.Governed.Before))
        {
            return _reaching;
        }

        if (!_atHome.TryGetValue(group.Governed.Namespace, out var groups))
        {
            _atHome[group.Governed.Namespace] = groups = new Bag<GovernedPods>();
        }

        return groups;
    }

    private bool ReachesOut(PolicySet set) => set.Policies.Any(policy => policy.Spec.Rules(direction).Any(rule =>
        rule.Peers.IsEmpty || rule.Peers.Any(peer => peer.NamespaceSelector is not null || peer.IpBlock is not null)));

    private readonly record struct GroupKey(NamespaceEntry Namespace, PolicySet Set, ContainerPorts? Ports);

    private sealed class Group
    {
        public Group(NamespaceEntry entry, PolicySet set) => Governed = new GovernedPods(entry, set, set, Pods);

        public Bag<PodClass> Pods { get; } = new();

        public GovernedPods Governed { get; }
    }
}

/// <summary>Classes of one namespace that the same policies govern in one direction, before and after a change.</summary>
/// <param name="Namespace">Their namespace.</param>
/// <param name="Before">The policies before the change.</param>
/// <param name="After">The policies after it.</param>
/// <param name="Pods">The classes.</param>
internal sealed record GovernedPods(NamespaceEntry Namespace, PolicySet Before, PolicySet After, IReadOnlyList<PodClass> Pods);

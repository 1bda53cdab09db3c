using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Which policies govern which pods before and after a change. The changed policies come from the change alone, never from the index,
/// which may hold either version of them or neither.
/// </summary>
internal sealed class PolicyViews
{
    private readonly Dictionary<PodClass, (PolicySet Before, PolicySet After)> _ingress = [];
    private readonly Dictionary<PodClass, (PolicySet Before, PolicySet After)> _egress = [];
    private readonly Dictionary<NamespaceEntry, List<PodClass>> _classes = [];

    private readonly ILookup<string, NetworkPolicy>? _given;
    private readonly Action? _pulse;

    public PolicyViews(
        ClusterIndex index, IReadOnlyList<PolicyChange> changes, IReadOnlyList<PodClass> extra,
        IReadOnlyList<NetworkPolicy>? policies = null, Action? pulse = null)
    {
        (_given, _pulse) = (policies?.ToLookup(policy => policy.Key.Namespace, StringComparer.Ordinal), pulse);
        var byNamespace = changes.ToLookup(change => change.Key.Namespace, StringComparer.Ordinal);
        Changed = [.. byNamespace.Select(group => index.Find(group.Key)).OfType<NamespaceEntry>()];
        foreach (var entry in Changed.Concat(extra.Select(pods => pods.Namespace)).Distinct())
        {
            _classes[entry] = [.. entry.Classes, .. extra.Where(pods => ReferenceEquals(pods.Namespace, entry))];
            View(entry, [.. byNamespace[entry.Name].OrderBy(change => change.Key)], _classes[entry]);
        }
    }

    /// <summary>The namespaces of the changed policies, as far as they exist.</summary>
    public IReadOnlyCollection<NamespaceEntry> Changed { get; }

    /// <summary>Classes looked at one by one: those of changed namespaces, and those that are not in the index.</summary>
    public IEnumerable<PodClass> Classes => _classes.Values.SelectMany(classes => classes);

    /// <summary>Those of them that the changed policies may govern, before or after; what governs the others does not change.</summary>
    public IEnumerable<PodClass> Touched => _ingress.Keys;

    public PolicySet.Interner Sets { get; } = new();

    /// <summary>Those of the classes that are in a namespace, or in one of its name that was made up.</summary>
    public IEnumerable<PodClass> In(string place) => _classes.Where(item => item.Key.Name == place).SelectMany(item => item.Value);

    public (PolicySet Before, PolicySet After) Of(PodClass pods, Direction direction) =>
        (direction == Direction.Ingress ? _ingress : _egress).TryGetValue(pods, out var sets)
            ? sets
            : (pods.Policies(direction), pods.Policies(direction));

    private void View(NamespaceEntry entry, List<PolicyChange> changes, List<PodClass> classes)
    {
        var changed = changes.Select(change => change.Key).ToHashSet();
        var isBelieved = _given is null || changes.Count == 0;
        List<NetworkPolicy> others = [.. (isBelieved ? entry.Policies : _given![entry.Name]).Where(policy => !changed.Contains(policy.Key))];
        var stored = entry.Policies.Where(policy => changed.Contains(policy.Key)).ToHashSet<NetworkPolicy>(ReferenceEqualityComparer.Instance);
        List<NetworkPolicy> versions = [.. changes.SelectMany(change => new[] { change.Before, change.After }).OfType<NetworkPolicy>(), .. stored];

        // What the index knows of a class holds as long as no version of a changed policy means it, the stored one included.
        List<PodClass> touched =
        [
            .. classes.Where(pods => !isBelieved || pods.Ordinal < 0 || versions.Exists(policy => policy.Spec.PodSelector.Matches(pods.Labels))),
        ];
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var views = direction == Direction.Ingress ? _ingress : _egress;

            // The same object on both sides where nothing changes, so that equal sets are the same set; and the index's where it has it.
            var sides = changes.ConvertAll(step => (step.Before, After: step.IsSameIn(direction) ? step.Before : step.After, Selecting: step.After));
            views.EnsureCapacity(views.Count + touched.Count);
            touched.ForEach(pods => Sets.Adopt(pods.Policies(direction)));
            var (before, after) = (new List<NetworkPolicy>(), new List<NetworkPolicy>());
            foreach (var pods in touched)
            {
                _pulse?.Invoke();
                before.Clear();
                Collect(pods, direction, isBelieved && pods.Ordinal >= 0 ? null : others, stored, before);
                after.Clear();
                after.AddRange(before);
                foreach (var side in sides)
                {
                    if (side.Before is { } old && Governs(old, old, pods, direction))
                    {
                        Insert(before, old);
                    }

                    if (side.After is { } now && Governs(now, side.Selecting!, pods, direction))
                    {
                        Insert(after, now);
                    }
                }

                views[pods] = (Sets.Of(before), Sets.Of(after));
            }
        }
    }

    // Those that do not change: as the index knows, unless others are given.
    private static void Collect(
        PodClass pods, Direction direction, List<NetworkPolicy>? others, HashSet<NetworkPolicy> stored, List<NetworkPolicy> lasting)
    {
        if (others is null)
        {
            foreach (var policy in pods.Policies(direction).Policies)
            {
                if (!stored.Contains(policy))
                {
                    lasting.Add(policy);
                }
            }

            return;
        }

        foreach (var policy in others)
        {
            if (Governs(policy, policy, pods, direction))
            {
                lasting.Add(policy);
            }
        }
    }

    // Sets are in the order of names.
    private static void Insert(List<NetworkPolicy> policies, NetworkPolicy policy)
    {
        var place = policies.Count;
        while (place > 0 && policies[place - 1].Key.CompareTo(policy.Key) > 0)
        {
            place--;
        }

        policies.Insert(place, policy);
    }

    private static bool Governs(NetworkPolicy policy, NetworkPolicy selecting, PodClass pods, Direction direction) =>
        policy.Spec.Isolates(direction) && selecting.Spec.PodSelector.Matches(pods.Labels);
}

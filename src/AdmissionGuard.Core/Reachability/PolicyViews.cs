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
            View(entry, [.. byNamespace[entry.Name]], [.. entry.Classes, .. extra.Where(pods => ReferenceEquals(pods.Namespace, entry))]);
        }
    }

    /// <summary>The namespaces of the changed policies, as far as they exist.</summary>
    public IReadOnlyCollection<NamespaceEntry> Changed { get; }

    /// <summary>Classes looked at one by one: those of changed namespaces, and those that are not in the index.</summary>
    public IEnumerable<PodClass> Classes => _ingress.Keys;

    public PolicySet.Interner Sets { get; } = new();

    public (PolicySet Before, PolicySet After) Of(PodClass pods, Direction direction) =>
        (direction == Direction.Ingress ? _ingress : _egress).TryGetValue(pods, out var sets)
            ? sets
            : (pods.Policies(direction), pods.Policies(direction));

    private void View(NamespaceEntry entry, List<PolicyChange> changes, List<PodClass> classes)
    {
        var changed = changes.Select(change => change.Key).ToHashSet();
        var stored = _given is not null && changes.Count > 0 ? _given[entry.Name] : entry.Policies;
        var steps = stored.Where(policy => !changed.Contains(policy.Key))
            .Select(policy => new PolicyChange(policy.Key, policy, policy))
            .Concat(changes).OrderBy(step => step.Key).ToList();
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var views = direction == Direction.Ingress ? _ingress : _egress;
            views.EnsureCapacity(views.Count + classes.Count);
            // The same object on both sides where nothing changes, so that equal sets are the same set.
            var sides = steps.ConvertAll(step => (step.Before, After: step.IsSameIn(direction) ? step.Before : step.After, Selecting: step.After));
            var (before, after) = (new List<NetworkPolicy>(), new List<NetworkPolicy>());
            foreach (var pods in classes)
            {
                _pulse?.Invoke();
                before.Clear();
                after.Clear();
                foreach (var step in sides)
                {
                    if (step.Before is { } old && Governs(old, old, pods, direction))
                    {
                        before.Add(old);
                    }

                    if (step.After is { } now && Governs(now, step.Selecting!, pods, direction))
                    {
                        after.Add(now);
                    }
                }

                views[pods] = (Sets.Of(before), Sets.Of(after));
            }
        }
    }

    private static bool Governs(NetworkPolicy policy, NetworkPolicy selecting, PodClass pods, Direction direction) =>
        policy.Spec.Isolates(direction) && selecting.Spec.PodSelector.Matches(pods.Labels);
}

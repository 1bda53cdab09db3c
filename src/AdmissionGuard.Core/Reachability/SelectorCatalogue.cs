using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Every pod selector of some policies, by the label keys that it looks at: tells whether pods of one workload are told apart.
/// </summary>
internal sealed class SelectorCatalogue
{
    private readonly Dictionary<string, HashSet<ScopedSelector>> _byKey = new(StringComparer.Ordinal);

    public SelectorCatalogue(IEnumerable<NetworkPolicy> policies)
    {
        foreach (var policy in policies)
        {
            Add(policy.Spec.PodSelector, null, policy.Key.Namespace);
            foreach (var peer in policy.Spec.Ingress.Concat(policy.Spec.Egress).SelectMany(rule => rule.Peers))
            {
                Add(peer.PodSelector, peer.NamespaceSelector, peer.NamespaceSelector is null ? policy.Key.Namespace : null);
            }
        }
    }

    /// <summary>
    /// The label keys, sorted, in which these pods of one namespace differ and that some selector of some catalogues looks at which matches
    /// only some of them.
    /// </summary>
    public static List<string> DistinguishingKeys(
        IReadOnlyList<SelectorCatalogue> catalogues, Namespace place, IReadOnlyCollection<Labels> pods)
    {
        var keys = pods.SelectMany(labels => labels.Pairs.ToArray()).Select(pair => pair.Key).Distinct(StringComparer.Ordinal)
            .Where(key => pods.Select(labels => ValueOf(labels, key)).Distinct(StringComparer.Ordinal).Skip(1).Any());
        return [.. keys.Where(key => catalogues.Any(catalogue => catalogue.TellsApart(key, place, pods))).Order(StringComparer.Ordinal)];
    }

    private bool TellsApart(string key, Namespace place, IReadOnlyCollection<Labels> pods) =>
        _byKey.TryGetValue(key, out var selectors) && selectors.Any(selector => selector.TellsApart(place, pods));

    private static string? ValueOf(Labels labels, string key) => labels.TryGetValue(key, out var value) ? value : null;

    private void Add(LabelSelector? pods, LabelSelector? namespaces, string? place)
    {
        foreach (var requirement in pods?.Requirements ?? [])
        {
            if (!_byKey.TryGetValue(requirement.Key, out var selectors))
            {
                _byKey[requirement.Key] = selectors = [];
            }

            selectors.Add(new ScopedSelector(pods!, namespaces, place));
        }
    }

    // A pod selector with the namespaces it is applied in: selected ones, or one by name.
    private sealed record ScopedSelector(LabelSelector Pods, LabelSelector? Namespaces, string? Place)
    {
        public bool TellsApart(Namespace place, IReadOnlyCollection<Labels> pods)
        {
            var applies = Namespaces?.Matches(place.Labels) ?? string.Equals(Place, place.Name, StringComparison.Ordinal);
            if (!applies)
            {
                return false;
            }

            var matching = pods.Count(Pods.Matches);
            return matching > 0 && matching < pods.Count;
        }
    }
}

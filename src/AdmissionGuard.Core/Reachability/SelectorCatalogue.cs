using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Every pod selector of some policies, by the label keys that it looks at: tells whether pods of one workload are told apart.
/// </summary>
internal sealed class SelectorCatalogue
{
    // How many peers and policies have a selector: most are copied from one namespace to the next.
    private readonly Dictionary<string, Dictionary<ScopedSelector, int>> _byKey = new(StringComparer.Ordinal);

    /// <summary>The selectors of policies.</summary>
    public static SelectorCatalogue Of(IEnumerable<NetworkPolicy> policies)
    {
        var catalogue = new SelectorCatalogue();
        foreach (var policy in policies)
        {
            catalogue.Add(policy);
        }

        return catalogue;
    }

    /// <summary>A policy begins to play a part.</summary>
    public void Add(NetworkPolicy policy)
    {
        foreach (var (key, selector) in Selectors(policy))
        {
            if (!_byKey.TryGetValue(key, out var selectors))
            {
                _byKey[key] = selectors = [];
            }

            selectors[selector] = selectors.GetValueOrDefault(selector) + 1;
        }
    }

    /// <summary>A policy that was added plays no part any more.</summary>
    public void Remove(NetworkPolicy policy)
    {
        foreach (var (key, selector) in Selectors(policy))
        {
            var selectors = _byKey[key];
            selectors[selector]--;
            if (selectors[selector] > 0)
            {
                continue;
            }

            selectors.Remove(selector);
            if (selectors.Count == 0)
            {
                _byKey.Remove(key);
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
        _byKey.TryGetValue(key, out var selectors) && selectors.Keys.Any(selector => selector.TellsApart(place, pods));

    private static string? ValueOf(Labels labels, string key) => labels.TryGetValue(key, out var value) ? value : null;

    private static IEnumerable<(string Key, ScopedSelector Selector)> Selectors(NetworkPolicy policy)
    {
        var subjects = Keyed(new ScopedSelector(policy.Spec.PodSelector, null, policy.Key.Namespace));
        var peers = policy.Spec.Ingress.Concat(policy.Spec.Egress).SelectMany(rule => rule.Peers).Where(peer => peer.PodSelector is not null)
            .SelectMany(peer => Keyed(new ScopedSelector(
                peer.PodSelector!, peer.NamespaceSelector, peer.NamespaceSelector is null ? policy.Key.Namespace : null)));
        return subjects.Concat(peers);
    }

    private static IEnumerable<(string Key, ScopedSelector Selector)> Keyed(ScopedSelector selector) =>
        selector.Pods.Requirements.Select(requirement => (requirement.Key, selector));

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

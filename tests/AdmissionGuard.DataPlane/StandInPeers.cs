using AdmissionGuard.Core.Model;

namespace AdmissionGuard.DataPlane;

/// <summary>Which pods a peer means, read from the API's documentation.</summary>
internal sealed class StandInPeers(IReadOnlyList<TestPod> pods, IReadOnlyList<Namespace> namespaces)
{
    /// <summary>All pods.</summary>
    public IReadOnlyList<TestPod> All => pods;

    /// <summary>
    /// "podSelector: selects particular Pods in the same namespace as the NetworkPolicy"; "namespaceSelector: selects particular
    /// namespaces for which all Pods should be allowed"; both together "select particular Pods within particular namespaces".
    /// </summary>
    public IEnumerable<TestPod> Pods(PolicyPeer peer, string policyNamespace)
    {
        if (peer.IpBlock is not null)
        {
            return [];
        }

        return pods.Where(pod => (peer.NamespaceSelector is null
                ? pod.Pod.Key.Namespace == policyNamespace
                : namespaces.Any(space => space.Name == pod.Pod.Key.Namespace && Matches(peer.NamespaceSelector, space.Labels)))
            && (peer.PodSelector is null || Matches(peer.PodSelector, pod.Pod.Labels)));
    }

    /// <summary>"All of the requirements, from both matchLabels and matchExpressions, must be satisfied."</summary>
    public static bool Matches(LabelSelector selector, Labels labels)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in labels.Pairs)
        {
            map[key] = value;
        }

        return selector.Requirements.All(requirement => requirement.Operator switch
        {
            LabelOperator.In => map.TryGetValue(requirement.Key, out var value) && requirement.Values.Contains(value),
            LabelOperator.NotIn => !map.TryGetValue(requirement.Key, out var value) || !requirement.Values.Contains(value),
            LabelOperator.Exists => map.ContainsKey(requirement.Key),
            _ => !map.ContainsKey(requirement.Key),
        });
    }
}

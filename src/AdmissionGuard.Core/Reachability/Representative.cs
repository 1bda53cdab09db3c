using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Makes pods that do not run but would be selected: what a policy that is applied before its workloads is meant for.</summary>
internal static class Representative
{
    /// <summary>Labels that satisfy a selector; null when none do, because it contradicts itself.</summary>
    public static Labels? Satisfying(LabelSelector selector, Labels start)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in start.Pairs)
        {
            values[label.Key] = label.Value;
        }

        foreach (var keyed in selector.Requirements.GroupBy(requirement => requirement.Key, StringComparer.Ordinal))
        {
            // Any listed value may do, or one that nobody lists where the label only has to exist.
            var listed = keyed.SelectMany(requirement => requirement.Values).ToHashSet(StringComparer.Ordinal);
            var candidates = listed.Append(Unlisted(listed)).Select(value => Labels.Of((keyed.Key, value))).Append(Labels.Empty);
            var fitting = candidates.FirstOrDefault(labels => keyed.All(requirement => requirement.Matches(labels)));
            if (fitting is null)
            {
                return null;
            }

            values.Remove(keyed.Key);
            foreach (var label in fitting.Pairs)
            {
                values[label.Key] = label.Value;
            }
        }

        return Labels.From(values);
    }

    /// <summary>A pod of a namespace that a selector matches; null when it contradicts itself.</summary>
    public static PodClass? Pods(NamespaceEntry entry, LabelSelector selector)
    {
        if (Satisfying(selector, Labels.Empty) is not { } labels)
        {
            return null;
        }

        var name = selector.IsEmpty ? "any pod" : selector.ToString();
        var pod = new Pod
        {
            Key = new ObjectKey(entry.Name, name),
            Labels = labels,
            Workload = new Workload(entry.Name, name, "representative"),
            IsRepresentative = true,
            IsHypothetical = true,
        };
        return new PodClass(entry, pod);
    }

    /// <summary>
    /// The pods that a peer is meant for, where none runs that it matches: in the policy's own namespace, or in the first one that the
    /// peer selects, or in one made up for it. Null for addresses and for a peer that contradicts itself.
    /// </summary>
    public static PodClass? Pods(PolicyPeer peer, NamespaceEntry owner, ClusterIndex index)
    {
        if (peer.IpBlock is not null)
        {
            return null;
        }

        var pods = peer.PodSelector ?? LabelSelector.Everything;
        if (peer.NamespaceSelector is not { } namespaces)
        {
            return Pods(owner, pods);
        }

        if (index.Select(namespaces).MinBy(entry => entry.Name, StringComparer.Ordinal) is { } found)
        {
            return Pods(found, pods);
        }

        return Satisfying(namespaces, Labels.Empty) is { } labels
            ? Pods(new NamespaceEntry(new Namespace(NameFor(labels, namespaces), labels)), pods)
            : null;
    }

    private static string Unlisted(HashSet<string> listed)
    {
        var value = "representative";
        while (listed.Contains(value))
        {
            value += "-x";
        }

        return value;
    }

    private static string NameFor(Labels labels, LabelSelector selector) =>
        labels.TryGetValue(Namespace.NameLabel, out var name) ? name : selector.ToString();
}

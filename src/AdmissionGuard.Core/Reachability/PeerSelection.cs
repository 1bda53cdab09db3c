using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Which pods an entry of <c>from</c> or <c>to</c> means (NetworkPolicyPeer).</summary>
internal static class PeerSelection
{
    /// <summary>Whether the peer means every pod of every namespace there is.</summary>
    public static bool IsEveryPod(PolicyPeer peer) =>
        peer is { IpBlock: null, NamespaceSelector.IsEmpty: true, PodSelector: null or { IsEmpty: true } };

    /// <summary>Whether the peer can mean any pod of a namespace, as far as the namespace tells.</summary>
    public static bool CanReach(PolicyPeer peer, NamespaceEntry owner, NamespaceEntry target, bool ipBlockMatchesPods)
    {
        if (peer.IpBlock is { } block)
        {
            return ipBlockMatchesPods && target.CanHold(block.Cidr);
        }

        return peer.NamespaceSelector is { } namespaces
            ? namespaces.Matches(target.Namespace.Labels)
            : ReferenceEquals(owner, target);
    }

    /// <summary>Whether the peer of a policy in the namespace <paramref name="owner"/> means the pods of a class.</summary>
    public static bool Matches(PolicyPeer peer, NamespaceEntry owner, PodClass pods, bool ipBlockMatchesPods)
    {
        if (!CanReach(peer, owner, pods.Namespace, ipBlockMatchesPods))
        {
            return false;
        }

        // "If this field [ipBlock] is set then neither of the other fields can be."
        if (peer.IpBlock is not null)
        {
            return peer.IpBlock.Contains(pods.Any);
        }

        // "If namespaceSelector is also set, then the NetworkPolicyPeer as a whole selects the pods matching podSelector in the
        // Namespaces selected by NamespaceSelector. Otherwise it selects the pods matching podSelector in the policy's own namespace."
        return peer.PodSelector is null || peer.PodSelector.Matches(pods.Labels);
    }

    /// <summary>The classes of an index that the peer means, each once; not to be asked of a peer that means every pod.</summary>
    public static List<PodClass> Select(PolicyPeer peer, NamespaceEntry owner, ClusterIndex index, bool ipBlockMatchesPods)
    {
        if (peer.IpBlock is { } block)
        {
            return ipBlockMatchesPods ? [.. index.In(block)] : [];
        }

        var selector = peer.PodSelector ?? LabelSelector.Everything;
        List<NamespaceEntry> places = peer.NamespaceSelector is { } namespaces ? index.Select(namespaces) : [owner];
        return index.Candidates(selector) is { } candidates && candidates.Count < places.Sum(place => place.Classes.Count)
            ? Among(candidates, selector, places)
            : In(places, selector);
    }

    private static List<PodClass> Among(IReadOnlyList<PodClass> candidates, LabelSelector selector, List<NamespaceEntry> places)
    {
        var found = new List<PodClass>();
        var within = places.ToHashSet();
        foreach (var pods in candidates)
        {
            if (within.Contains(pods.Namespace) && selector.Matches(pods.Labels))
            {
                found.Add(pods);
            }
        }

        return found;
    }

    private static List<PodClass> In(List<NamespaceEntry> places, LabelSelector selector)
    {
        var found = new List<PodClass>();
        foreach (var place in places)
        {
            foreach (var pods in place.Classes)
            {
                if (selector.Matches(pods.Labels))
                {
                    found.Add(pods);
                }
            }
        }

        return found;
    }
}

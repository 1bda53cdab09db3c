using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// Pods that stand in for those a policy is meant for and that do not run: GitOps tools apply policies before workloads, and a review that
/// looks at running pods alone would find nothing wrong then.
/// </summary>
internal static class StandIns
{
    /// <summary>Classes for a policy whose selector matches no running pod, and for its ingress peers that match none.</summary>
    public static IReadOnlyList<PodClass> For(ClusterIndex index, PolicyChange change)
    {
        if ((change.After ?? change.Before) is not { } policy)
        {
            return [];
        }

        var place = index.Find(policy.Key.Namespace) ?? new NamespaceEntry(Namespace.Named(policy.Key.Namespace));
        var selector = policy.Spec.PodSelector;
        var runs = place.Classes.Concat(place.HostNetworkClasses).Any(pods => !pods.IsTerminating && selector.Matches(pods.Labels));
        var standIns = new List<PodClass>();
        if (!runs && Representative.Pods(place, selector) is { } subject)
        {
            standIns.Add(subject);
        }

        // What the old rules admitted can only be missed where somebody stands for it.
        var peers = (change.Before?.Spec.Ingress ?? []).SelectMany(rule => rule.Peers).Distinct();
        foreach (var peer in peers.Where(peer => !PeerSelection.IsEveryPod(peer)))
        {
            if (PeerSelection.Select(peer, place, index, ipBlockMatchesPods: false).TrueForAll(pods => pods.IsTerminating)
                && Representative.Pods(peer, place, index) is { } source)
            {
                standIns.Add(source);
            }
        }

        return standIns;
    }
}

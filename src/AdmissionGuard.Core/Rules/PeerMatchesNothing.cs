using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

namespace AdmissionGuard.Core.Rules;

/// <summary>A peer that nobody is.</summary>
internal static class PeerMatchesNothing
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, policy => Find(context, policy)))
    {
        Id = "peer-matches-nothing",
        Finds = "A peer matches no namespace, or no pod in namespaces where pods run.",
        Why = "A rule for nobody admits nobody. The usual reason is a label that does not exist, such as `name: kube-system`: the label that every "
            + "namespace has is `kubernetes.io/metadata.name`. The rule stays silent about namespaces in which nothing runs yet, about workloads of "
            + "the change or of the input that have no pods just now, and where host-network-target or peers-joined-by-or speaks.",
        Remediation = "Name labels that the pods and namespaces have.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, null),
        Exceptions = "audit about pods of the policy's own namespace when no label there is near, and about pods of any namespace: their workload may come later",
    };

    private static IEnumerable<Detection> Find(RuleContext context, NetworkPolicy policy)
    {
        HashSet<(Direction, int, int)>? torn = null;
        foreach (var direction in Enum.GetValues<Direction>().Where(policy.Spec.Isolates))
        {
            var rules = policy.Spec.Rules(direction);
            for (var i = 0; i < rules.Length; i++)
            {
                for (var j = 0; j < rules[i].Peers.Length; j++)
                {
                    if (Look(context, policy, new PeerPlace(direction, i, j)) is not { } found)
                    {
                        continue;
                    }

                    torn ??= [.. PeersJoinedByOr.Pairs(context, policy).Select(pair => (pair.Direction, pair.Rule, pair.PodPeer))];
                    if (!torn.Contains((direction, i, j)))
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    private static Detection? Look(RuleContext context, NetworkPolicy policy, PeerPlace place)
    {
        var peer = place.In(policy);
        if (peer.IpBlock is not null || PeerSelection.IsEveryPod(peer))
        {
            return null;
        }

        List<NamespaceEntry> places = peer.NamespaceSelector is { } namespaces
            ? context.Simulation.Index.Select(namespaces)
            : context.Namespace is { } own ? [own] : [];
        if (places.Count == 0)
        {
            return peer.NamespaceSelector is null ? null : NoNamespace(context, policy, peer, place);
        }

        return peer.PodSelector is not { IsEmpty: false } || !places.Exists(Presence.IsPopulated) || Presence.Has(context, peer, places)
            ? null
            : NoPod(context, policy, peer, places, place);
    }

    private static Detection NoNamespace(RuleContext context, NetworkPolicy policy, PolicyPeer peer, PeerPlace place)
    {
        var meant = NearNamespaces.Of(context, peer.NamespaceSelector!);
        return new Detection(
            $"the peer \"{SpecText.Of(peer)}\" matches nothing: no namespace has these labels"
            + (meant is null ? "" : $"; namespace \"{meant}\" has \"{Namespace.NameLabel}={meant}\""),
            $"{place}.namespaceSelector")
        {
            Cap = Verdict.Warn,
            Flaw = SpecText.Of(peer),
            Fix = meant is null
                ? null
                : () => Corrections.SelectPeerNamespaces(
                    policy, place.Direction, place.Rule, place.Peer, LabelSelector.MatchLabels((Namespace.NameLabel, meant))),
            Remediation = meant is null ? null : $"Select the namespace by \"{Namespace.NameLabel}={meant}\".",
        };
    }

    private static Detection NoPod(RuleContext context, NetworkPolicy policy, PolicyPeer peer, List<NamespaceEntry> places, PeerPlace place)
    {
        // Label hints never cross namespaces.
        var isOwn = places is [var only] && ReferenceEquals(only, context.Namespace);
        var near = isOwn ? NearLabels.Of(peer.PodSelector!, places[0]) : [];
        var mayComeLater = isOwn ? near.IsEmpty : peer.NamespaceSelector!.IsEmpty;
        var where = peer.NamespaceSelector is { IsEmpty: true } ? "any namespace" : Presence.NamesOf(context, places);
        return new Detection(
            $"the peer \"{SpecText.Of(peer)}\" matches nothing: no pod in {where} has these labels"
            + (near.IsEmpty ? "" : $"; nearest there: \"{near[0]}\""),
            $"{place}.podSelector")
        {
            Cap = mayComeLater ? Verdict.Audit : Verdict.Warn,
            Flaw = SpecText.Of(peer),
            Fix = near is [var likely] ? () => Corrections.SelectPeerPods(policy, place.Direction, place.Rule, place.Peer, likely) : null,
            Remediation = near.IsEmpty ? null : $"Select \"{near[0]}\", or whatever labels the pods have.",
        };
    }
}

/// <summary>Where a peer stands.</summary>
internal readonly record struct PeerPlace(Direction Direction, int Rule, int Peer)
{
    /// <summary>The peer of a policy that stands there.</summary>
    public PolicyPeer In(NetworkPolicy policy) => policy.Spec.Rules(Direction)[Rule].Peers[Peer];

    /// <summary><c>spec.ingress[0].from[1]</c>.</summary>
    public override string ToString() => PolicyFields.Peer(Direction, Rule, Peer);
}

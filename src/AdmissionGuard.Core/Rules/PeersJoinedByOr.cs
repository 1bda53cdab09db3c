using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

namespace AdmissionGuard.Core.Rules;

/// <summary>A stray dash: two peers side by side where their author meant one that has both selectors.</summary>
internal static class PeersJoinedByOr
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, policy => Find(context, policy)))
    {
        Id = "peers-joined-by-or",
        Finds = "A namespaceSelector and a podSelector are two peers of a rule, where only both in one peer would mean pods that exist.",
        Why = "A dash before podSelector makes it a peer of its own: every pod of the selected namespaces may pass, and the podSelector looks in "
            + "the policy's own namespace. The rule stays silent where the podSelector matches something there, where nothing runs there, and "
            + "where it matches nothing in the selected namespaces either.",
        Remediation = "Make the two one peer: remove the dash between namespaceSelector and podSelector.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, null),
    };

    private static IEnumerable<Detection> Find(RuleContext context, NetworkPolicy policy) =>
        Pairs(context, policy).Select(pair => Describe(context, policy, pair));

    /// <summary>The pairs of peers that are meant as one, by their places.</summary>
    public static IEnumerable<SeparatedPeers> Pairs(RuleContext context, NetworkPolicy policy)
    {
        if (context.Namespace is not { } own || !Presence.IsPopulated(own))
        {
            yield break;
        }

        foreach (var direction in Enum.GetValues<Direction>().Where(policy.Spec.Isolates))
        {
            var rules = policy.Spec.Rules(direction);
            for (var i = 0; i < rules.Length; i++)
            {
                foreach (var pair in In(context, own, rules[i].Peers))
                {
                    yield return pair with { Direction = direction, Rule = i };
                }
            }
        }
    }

    private static IEnumerable<SeparatedPeers> In(RuleContext context, NamespaceEntry own, IReadOnlyList<PolicyPeer> peers)
    {
        var spaces = Enumerable.Range(0, peers.Count)
            .Where(i => peers[i] is { IpBlock: null, NamespaceSelector: not null, PodSelector: null or { IsEmpty: true } }).ToList();
        if (spaces.Count == 0)
        {
            yield break;
        }

        for (var i = 0; i < peers.Count; i++)
        {
            if (peers[i] is not { NamespaceSelector: null, PodSelector: { IsEmpty: false } selector } || Presence.Has(own, selector))
            {
                continue;
            }

            // The nearest one is the one that was torn off.
            foreach (var space in spaces.OrderBy(space => Math.Abs(space - i)).ThenBy(space => space))
            {
                if (Presence.Places(context, selector).Where(place => peers[space].NamespaceSelector!.Matches(place.Namespace.Labels)).ToList() is { Count: > 0 } places)
                {
                    yield return new SeparatedPeers(Direction.Ingress, 0, space, i, peers[space].NamespaceSelector!, selector, places);
                    break;
                }
            }
        }
    }

    private static Detection Describe(RuleContext context, NetworkPolicy policy, SeparatedPeers pair)
    {
        var allowed = pair.Direction == Direction.Ingress ? "is admitted" : "may be reached";
        return new Detection(
            $"\"{SpecText.Of(pair.Joined)}\" is two peers: every pod of the selected namespaces {allowed}, and \"{pair.Pods}\" matches "
            + $"no pod in \"{context.Change.Key.Namespace}\" but does in {Presence.NamesOf(context, pair.Places)}",
            PolicyFields.Peer(pair.Direction, pair.Rule, Math.Max(pair.NamespacePeer, pair.PodPeer)))
        {
            Flaw = SpecText.Of(pair.Joined),
            Fix = () => Corrections.Join(policy, pair),
        };
    }
}

/// <summary>Two peers of a rule that are meant as one.</summary>
/// <param name="Direction">The rule's direction.</param>
/// <param name="Rule">The rule's place.</param>
/// <param name="NamespacePeer">The place of the peer with the namespaceSelector.</param>
/// <param name="PodPeer">The place of the peer with the podSelector.</param>
/// <param name="Namespaces">The namespaceSelector.</param>
/// <param name="Pods">The podSelector.</param>
/// <param name="Places">The selected namespaces in which the podSelector matches something.</param>
internal sealed record SeparatedPeers(
    Direction Direction, int Rule, int NamespacePeer, int PodPeer, LabelSelector Namespaces, LabelSelector Pods, IReadOnlyList<NamespaceEntry> Places)
{
    /// <summary>The one peer.</summary>
    public PolicyPeer Joined => new(Pods, Namespaces);
}

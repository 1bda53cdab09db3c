using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>
/// A selector meant for pods that use their node's network. NetworkPolicy does not isolate them, and a peer selector does not match them:
/// their traffic has their node's address.
/// </summary>
internal static class HostNetworkTarget
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, policy => Find(context, policy)))
    {
        Id = "host-network-target",
        Finds = "A selector matches only pods with `hostNetwork: true`, which NetworkPolicies neither isolate nor match.",
        Why = "The policy is stored, looks right and does nothing: such pods share their node's network, where policies do not reach, "
            + "and their traffic comes from their node's address. The rule stays silent about pods that have ended.",
        Remediation = "Select pods that do not use the host's network, or protect the node itself.",
        Actions = new RuleActions(Verdict.Deny, Verdict.Deny, null),
        Exceptions = "warn when the podSelector also matches other pods, or when it is a peer's; audit when the podSelector is empty",
    };

    private static IEnumerable<Detection> Find(RuleContext context, NetworkPolicy policy)
    {
        if (context.Namespace is { } place && Subject(context, policy.Spec.PodSelector, place) is { } subject)
        {
            yield return subject;
        }

        foreach (var direction in Enum.GetValues<Direction>())
        {
            foreach (var (peer, field) in PolicyFields.Peers(policy.Spec, direction))
            {
                if (Peer(context, peer, field) is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    private static Detection? Subject(RuleContext context, LabelSelector selector, NamespaceEntry place)
    {
        var onHost = place.HostNetworkClasses.Where(pods => !pods.IsTerminating && selector.Matches(pods.Labels)).ToList();
        if (onHost.Count == 0)
        {
            return null;
        }

        var names = context.Names.Of(onHost).Text;
        var others = place.Classes.Any(pods => !pods.IsTerminating && selector.Matches(pods.Labels));
        var (message, cap) = (selector.IsEmpty, others) switch
        {
            (true, _) => ($"the policy does not apply to hostNetwork pods of its namespace: {names}", Verdict.Audit),
            (_, true) => ($"the podSelector \"{selector}\" also matches hostNetwork pods, which the policy does not isolate: {names}", Verdict.Warn),
            _ => ($"the podSelector \"{selector}\" matches only hostNetwork pods, so the policy does nothing: {names}",
                onHost.Exists(pods => !pods.IsHypothetical) ? Verdict.Deny : Verdict.Warn),
        };
        return new Detection(message, "spec.podSelector") { Cap = cap, Flaw = $"subject {cap}" };
    }

    private static Detection? Peer(RuleContext context, PolicyPeer peer, string field)
    {
        if (peer.IpBlock is not null || PeerSelection.IsEveryPod(peer))
        {
            return null;
        }

        var places = peer.NamespaceSelector is { } namespaces
            ? context.Simulation.Index.Select(namespaces)
            : context.Namespace is { } own ? [own] : [];
        context.Simulation.Pulse();
        var (onHost, others) = (new List<PodClass>(), false);
        foreach (var place in places)
        {
            onHost.AddRange(place.HostNetworkClasses.Where(Selected));
            others |= place.Classes.Any(Selected);
            if (others)
            {
                return null;
            }
        }

        return onHost.Count == 0
            ? null
            : new Detection($"the peer \"{SpecText.Of(peer)}\" matches only hostNetwork pods, whose traffic has node addresses: {context.Names.Of(onHost).Text}", field)
            {
                Cap = Verdict.Warn,
                Flaw = SpecText.Of(peer),
                Remediation = "Name the nodes' addresses in an ipBlock.",
            };

        bool Selected(PodClass pods) => !pods.IsTerminating && (peer.PodSelector?.Matches(pods.Labels) ?? true);
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>
/// Whether a selector means anything: pods that run, on their node's network or not, that a change brings along, or that a workload in the
/// input has between two runs. What stands in for pods that nobody has heard of does not count.
/// </summary>
internal static class Presence
{
    private const int Shown = 3;

    /// <summary>Whether pods run in a namespace, so that a selector that matches nothing there is more than early.</summary>
    public static bool IsPopulated(NamespaceEntry place) => place.Classes.Any(pods => !pods.IsTerminating && !pods.IsHypothetical);

    /// <summary>Whether a selector matches anything in a namespace.</summary>
    public static bool Has(NamespaceEntry place, LabelSelector pods) =>
        place.Classes.Any(one => pods.Matches(one.Labels)) || HasBesides(place, pods);

    /// <summary>Whether a peer matches anything.</summary>
    public static bool Has(RuleContext context, PolicyPeer peer, IReadOnlyCollection<NamespaceEntry> places)
    {
        var selector = peer.PodSelector ?? LabelSelector.Everything;
        var index = context.Simulation.Index;
        var owner = context.Namespace;
        context.Simulation.Pulse();
        return (owner is not null && index.Candidates(selector) is { } candidates
                ? candidates.Any(pods => PeerSelection.Matches(peer, owner, pods, ipBlockMatchesPods: false))
                : places.Any(place => place.Classes.Any(pods => selector.Matches(pods.Labels))))
            || places.Any(place => HasBesides(place, selector));
    }

    /// <summary>The namespaces in which pods run that a selector matches.</summary>
    public static IEnumerable<NamespaceEntry> Places(RuleContext context, LabelSelector pods)
    {
        var index = context.Simulation.Index;
        context.Simulation.Pulse();
        return (index.Candidates(pods) ?? (IEnumerable<PodClass>)index.Classes)
            .Where(one => !one.IsTerminating && pods.Matches(one.Labels)).Select(one => one.Namespace).Distinct();
    }

    /// <summary><c>"monitoring"</c>, <c>"a", "b" and 2 more</c>, or where names are nobody's business <c>2 other namespaces</c>.</summary>
    public static string NamesOf(RuleContext context, IReadOnlyCollection<NamespaceEntry> places)
    {
        if (places.Any(place => !context.Names.MayName(place.Name)))
        {
            return places.Count == 1 ? "another namespace" : $"{places.Count} other namespaces";
        }

        var names = places.Select(place => $"\"{place.Name}\"").Order(StringComparer.Ordinal).Take(Shown).ToList();
        return Wording.List(names, Shown, places.Count);
    }

    private static bool HasBesides(NamespaceEntry place, LabelSelector pods) =>
        place.HostNetworkClasses.Any(one => pods.Matches(one.Labels)) || place.HasDormant(pods);
}

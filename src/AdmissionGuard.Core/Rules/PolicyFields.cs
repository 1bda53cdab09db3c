using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Rules;

/// <summary>Where things stand in a policy's manifest.</summary>
internal static class PolicyFields
{
    /// <summary><c>spec.ingress</c> or <c>spec.egress</c>.</summary>
    public static string Rules(Direction direction) => $"spec.{Name(direction)}";

    /// <summary><c>ingress</c> or <c>egress</c>, as it stands in a sentence.</summary>
    public static string Name(Direction direction) => direction == Direction.Ingress ? "ingress" : "egress";

    /// <summary>The field by which a change takes pods out of a policy's reach in some directions, or brings them in.</summary>
    public static string Scope(RuleContext context)
    {
        if (context.After is not { } after)
        {
            return "metadata.name";
        }

        return context.Before is { } before && before.Spec.PodSelector.Equals(after.Spec.PodSelector) ? "spec.policyTypes" : "spec.podSelector";
    }

    /// <summary>
    /// The field by which a change takes connections away in a direction: the rules, or what brings pods under them.
    /// </summary>
    public static string Cause(RuleContext context, Direction direction) =>
        context.After?.Spec.Isolates(direction) == true && !context.Change.IsSameIn(direction) ? Rules(direction) : Scope(context);

    /// <summary><c>spec.ingress[0].from[1]</c>.</summary>
    public static string Peer(Direction direction, int rule, int peer) => $"{Rules(direction)}[{rule}].{Peers(direction)}[{peer}]";

    /// <summary>What a rule's peers are called: <c>from</c> or <c>to</c>.</summary>
    public static string Peers(Direction direction) => direction == Direction.Ingress ? "from" : "to";

    /// <summary>Every peer of a direction's rules with its place, as far as the policy applies to that direction at all.</summary>
    public static IEnumerable<(PolicyPeer Peer, string Field)> Peers(PolicySpec spec, Direction direction)
    {
        if (!spec.Isolates(direction))
        {
            yield break;
        }

        var rules = spec.Rules(direction);
        for (var i = 0; i < rules.Length; i++)
        {
            for (var j = 0; j < rules[i].Peers.Length; j++)
            {
                yield return (rules[i].Peers[j], Peer(direction, i, j));
            }
        }
    }
}

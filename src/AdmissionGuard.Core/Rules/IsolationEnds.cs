using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Pods that the last policy lets go.</summary>
internal static class IsolationEnds
{
    public static Rule Rule { get; } = new(Look)
    {
        Id = "isolation-ends",
        Finds = "The last policy that isolated running pods in a direction goes or no longer selects them.",
        Why = "Pods that no policy selects are open to everybody. Deleting the last policy, or renaming the label it selects, opens them "
            + "without a word. The rule stays silent while another policy isolates the pods in that direction.",
        Remediation = "Keep a policy that selects these pods, for instance a default deny for the namespace.",
        IsAboutChange = true,
        Actions = new RuleActions(null, Verdict.Warn, Verdict.Warn),
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var groups = context.Simulation.Changed[direction]
                .Where(group => Ends(group) && !group.Pods.First.IsHypothetical).ToList();
            if (groups.Count == 0)
            {
                continue;
            }

            // At the far end of these pods' connections another policy of the set may let others go: that is said there.
            var released = groups.Select(group => (group.Before, group.After)).ToHashSet();
            var gained = context.Simulation.Blocks
                .Where(block => block.ChangedAt(direction) is { } changed && released.Contains((changed.Before, changed.After))
                    && !block.Gained.IsEmpty && block.Exists).ToList();
            yield return new Detection(
                Sentence(context, direction, context.Names.Of(groups.SelectMany(group => group.Pods)), gained), PolicyFields.Scope(context))
            {
                Flaw = $"{direction}",
            };
        }
    }

    private static bool Ends(GovernedPods pods) => pods is { Before.Isolates: true, After.Isolates: false };

    private static string Sentence(RuleContext context, Direction direction, Named pods, List<ConnectionBlock> gained)
    {
        var ends = $"{pods.Text} {pods.Verb("is", "are")} no longer isolated for {PolicyFields.Name(direction)}";
        return (gained.Count, direction) switch
        {
            (0, _) => ends,
            (_, Direction.Ingress) => $"{ends} and {pods.Verb("gains", "gain")} connections from {context.Names.Sources(gained)}",
            _ => $"{ends} and {pods.Verb("gains", "gain")} connections to {context.Names.Destinations(gained)}",
        };
    }
}

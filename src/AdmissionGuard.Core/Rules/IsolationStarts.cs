using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>The first policy to isolate running pods in a direction.</summary>
internal static class IsolationStarts
{
    public static Rule Rule { get; } = new(Look)
    {
        Id = "isolation-starts",
        Finds = "The policy is the first to isolate running pods in a direction: what no rule allows stops working.",
        Why = "Pods that no policy selects may talk to everybody. The first policy that selects them turns that round, also for "
            + "connections its author did not think of. The rule stays silent about pods that do not run yet.",
        Remediation = "Make sure that the policies of these pods together allow what they need.",
        IsAboutChange = true,
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, null),
        Exceptions = "audit when no connection stops working",
        IsCurable = true,
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var groups = context.Simulation.Changed[direction]
                .Where(group => Begins(group) && !group.Pods.First.IsHypothetical).ToList();
            if (groups.Count == 0)
            {
                continue;
            }

            // At the far end of these pods' connections another policy of the set may begin to isolate others: that is said there.
            var isolated = groups.Select(group => (group.Before, group.After)).ToHashSet();
            var lost = context.Simulation.Blocks
                .Where(block => block.ChangedAt(direction) is { } changed && isolated.Contains((changed.Before, changed.After))
                    && !block.LostAt(direction).IsEmpty && block.Exists).ToList();
            yield return new Detection(
                Sentence(context, direction, context.Names.Of(groups.SelectMany(group => group.Pods)), lost), PolicyFields.Scope(context))
            {
                Cap = lost.Count > 0 ? Verdict.Warn : Verdict.Audit,
                Flaw = $"{direction}",
            };
        }
    }

    /// <summary>Whether a change is the first to isolate pods.</summary>
    public static bool Begins(GovernedPods? pods) => pods is { Before.Isolates: false, After.Isolates: true };

    private static string Sentence(RuleContext context, Direction direction, Named pods, List<ConnectionBlock> lost)
    {
        var becomes = $"{pods.Text} {pods.Verb("becomes", "become")} isolated for {PolicyFields.Name(direction)}";
        return (lost.Count, direction) switch
        {
            (0, _) => $"{becomes}, and nothing stops working",
            (_, Direction.Ingress) => $"{becomes} and {pods.Verb("loses", "lose")} connections from {context.Names.Sources(lost)}",
            _ => $"{becomes} and {pods.Verb("loses", "lose")} connections to {context.Names.Destinations(lost)}",
        };
    }
}

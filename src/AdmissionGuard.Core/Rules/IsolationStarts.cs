using AdmissionGuard.Core.Model;
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
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, Verdict.Warn),
        Exceptions = "audit when no connection stops working",
        IsCurable = true,
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        var parts = new List<string>();
        var anyLoss = false;
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var groups = context.Simulation.Changed[direction]
                .Where(group => !group.Before.Isolates && group.After.Isolates && !group.Pods[0].IsHypothetical).ToHashSet();
            if (groups.Count == 0)
            {
                continue;
            }

            var lost = context.Simulation.Blocks
                .Where(block => block.Cause == direction && groups.Contains(block.Changed) && !block.Lost.IsEmpty).ToList();
            anyLoss |= lost.Count > 0;
            parts.Add($"{context.Names.Of(groups.SelectMany(group => group.Pods))} isolated for {direction.ToString().ToLowerInvariant()}: "
                + (lost.Count == 0 ? "no connection stops working" : $"{context.Ends(lost, direction)} {(direction == Direction.Ingress ? "can no longer connect" : "can no longer be reached")}"));
        }

        if (parts.Count > 0)
        {
            yield return new Detection(string.Join("; ", parts), "spec.podSelector") { Cap = anyLoss ? Verdict.Warn : Verdict.Audit };
        }
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Connections that a change cuts and no other rule speaks of.</summary>
internal static class ConnectionsLost
{
    public static Rule Rule { get; } = new(Look)
    {
        Id = "connections-lost",
        Finds = "The change cuts connections of running pods in a way that no other rule names, as by removing an egress rule.",
        Why = "What worked stops working. Whether it is used nobody can tell from the cluster's state. The rule stays silent about "
            + "connections that ingress-rules-removed, isolation-starts or dns-blocked already speaks of.",
        Remediation = "Keep a rule for these connections, or make sure that nobody uses them.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, Verdict.Warn),
        IsCurable = true,
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        var lost = context.Simulation.Blocks.Where(block => IsOthers(context, block)).ToList();
        if (lost.Count > 0)
        {
            yield return new Detection(
                $"connections from {context.Names.Sources(lost)} to {context.Names.Destinations(lost)} "
                + $"on {lost.Aggregate(ConnectionSet.None, (all, block) => all.Union(block.Lost))} stop working",
                context.After is null ? "metadata.name" : PolicyFields.Rules(Direction.Egress));
        }
    }

    private static bool IsOthers(RuleContext context, ConnectionBlock block)
    {
        if (block.Lost.IsEmpty || !Runs(block.From) || !Runs(block.To) || IsolationBegins(block))
        {
            return false;
        }

        return block.Cause == Direction.Ingress
            // The rules of this end are not to blame: the other end's are, which changed too.
            ? !block.Lost.Except(block.Withdrawn).IsEmpty
            : !DnsBlocked.IsAboutDns(context, block);
    }

    private static bool Runs(BlockEnd end) => end.Range is not null || end.Pods.Any(pods => !pods.IsHypothetical);

    private static bool IsolationBegins(ConnectionBlock block) => !block.Changed.Before.Isolates && block.Changed.After.Isolates;
}

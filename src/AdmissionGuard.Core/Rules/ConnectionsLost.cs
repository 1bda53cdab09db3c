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
        IsAboutChange = true,
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, Verdict.Warn),
        IsCurable = true,
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        var lost = context.Simulation.Blocks.Where(block => block.Exists)
            .Select(block => (Block: block, Connections: OfNoOtherRule(context, block)))
            .Where(item => !item.Connections.IsEmpty).ToList();
        if (lost.Count > 0)
        {
            var blocks = lost.ConvertAll(item => item.Block);
            var destinations = new PodClassSet();
            foreach (var pods in blocks.SelectMany(block => block.To.Pods))
            {
                destinations.Add(pods);
            }

            yield return new Detection(
                $"connections from {context.Names.Sources(blocks)} to {context.Names.Destinations(blocks)} "
                + $"on {lost.Aggregate(ConnectionSet.None, (all, item) => all.Union(item.Connections))} stop working",
                PolicyFields.Cause(context, Direction.Egress))
            {
                Subjects = destinations,
            };
        }
    }

    // What is lost at the destination's end belongs to ingress-rules-removed or isolation-starts.
    private static ConnectionSet OfNoOtherRule(RuleContext context, ConnectionBlock block)
    {
        var lost = block.LostAt(Direction.Egress);
        return lost.IsEmpty || IsolationStarts.Begins(block.ChangedAt(Direction.Egress))
            ? ConnectionSet.None
            : lost.Except(DnsBlocked.Reported(context, block));
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Pods that the whole world may reach, or that may reach it, since the change.</summary>
internal static class ExposedToWorld
{
    public static Rule Rule { get; } = new(Look)
    {
        Id = "exposed-to-world",
        Finds = "The change lets all addresses outside the cluster, or all public ones, reach running pods, or running pods reach them.",
        Why = "A rule without peers, or `0.0.0.0/0`, is quickly written and opens pods to whoever finds a way into their network. The rule stays "
            + "silent about what was open before on the same ports, and about pods that do not run yet.",
        Remediation = "Name the addresses or the pods that are meant.",
        IsAboutChange = true,
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, Verdict.Warn),
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var (everywhere, all, pods) = (ConnectionSet.None, true, new List<PodClass>());
            foreach (var group in context.Simulation.Changed[direction].Where(group => !group.Pods.First.IsHypothetical))
            {
                context.Simulation.Pulse();
                var before = context.Simulation.Allows(group, group.Before, direction).External;
                var after = context.Simulation.Allows(group, group.After, direction).External;
                foreach (var family in Families(context))
                {
                    var gained = World.Throughout(after, family).Except(World.Throughout(before, family));
                    if (!gained.IsEmpty)
                    {
                        everywhere = everywhere.Union(gained);
                        all &= after.Entries.Any(entry => entry.Range == IpRange.Everything(family));
                        pods.AddRange(group.Pods);
                    }
                }
            }

            if (!everywhere.IsEmpty)
            {
                yield return Describe(context, direction, context.Names.Of(pods), everywhere, all);
            }
        }
    }

    private static Detection Describe(RuleContext context, Direction direction, Named pods, ConnectionSet connections, bool all)
    {
        var world = all ? "all addresses outside the cluster" : "all public addresses";
        var opens = direction == Direction.Ingress
            ? $"{pods.Text} {pods.Verb("becomes", "become")} reachable from {world} on {connections}"
            : $"{pods.Text} may now reach {world} on {connections}";
        var place = RuleThatOpens(context, direction) ?? PolicyFields.Cause(context, direction);
        return new Detection(opens, place)
        {
            Flaw = $"{direction}",
            Remediation = place.StartsWith(PolicyFields.Rules(direction), StringComparison.Ordinal) ? null : IsolationEnds.Rule.Remediation,
        };
    }

    // Where one does it alone.
    private static string? RuleThatOpens(RuleContext context, Direction direction)
    {
        var rules = context.After is { } after && after.Spec.Isolates(direction) ? after.Spec.Rules(direction) : [];
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Peers.IsEmpty)
            {
                return $"{PolicyFields.Rules(direction)}[{i}]";
            }

            for (var j = 0; j < rules[i].Peers.Length; j++)
            {
                if (rules[i].Peers[j].IpBlock is { } block && World.IsIn(block))
                {
                    return PolicyFields.Peer(direction, i, j);
                }
            }
        }

        return null;
    }

    private static IEnumerable<IpFamily> Families(RuleContext context) =>
        Enum.GetValues<IpFamily>().Where(family => family == IpFamily.IPv4 || context.Simulation.HasIPv6);
}

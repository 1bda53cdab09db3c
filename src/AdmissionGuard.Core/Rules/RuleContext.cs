using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>What a rule may look at: one policy's change, and what it does to the cluster.</summary>
/// <param name="Change">The policy before and after.</param>
/// <param name="Simulation">Its effect, with every other policy as it will be.</param>
/// <param name="Dns">The paths to name servers.</param>
/// <param name="Names">How pods are named to people.</param>
internal sealed record RuleContext(PolicyChange Change, Simulation Simulation, DnsPaths Dns, WorkloadNames Names)
{
    public NetworkPolicy? Before => Change.Before;

    public NetworkPolicy? After => Change.After;

    /// <summary>The policy's namespace; null when nothing of it is known.</summary>
    public NamespaceEntry? Namespace => Simulation.Index.Find(Change.Key.Namespace);

    /// <summary>
    /// The ends of blocks of connections, named: the far end as seen from pods in a direction, or the near one.
    /// </summary>
    public string Ends(IReadOnlyCollection<ConnectionBlock> blocks, Direction direction, bool near = false)
    {
        var ends = blocks.Select(block => (direction == Direction.Ingress) != near ? block.From : block.To).ToList();
        var pods = ends.SelectMany(end => end.Pods).Where(pods => !pods.IsHypothetical).Distinct().ToList();
        var ranges = ends.Select(end => end.Range).OfType<IpRange>().Distinct().Order().Select(range => range.ToString()).ToList();
        var parts = new List<string>(2);
        if (pods.Count > 0)
        {
            parts.Add(Names.Of(pods));
        }

        if (ranges.Count > 0)
        {
            parts.Add(ranges.Any(range => range == IpRange.Everything(IpFamily.IPv4).ToString())
                ? "all addresses outside the cluster"
                : Wording.List(ranges, 3, ranges.Count));
        }

        return string.Join(" and ", parts);
    }

    /// <summary>What is done to the policy.</summary>
    public Operation Operation => this switch
    {
        { Before: null } => Operation.Create,
        { After: null } => Operation.Delete,
        _ => Operation.Update,
    };
}

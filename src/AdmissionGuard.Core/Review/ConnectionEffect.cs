using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Review;

/// <summary>Connections between running pods that a change takes and gives, by workload.</summary>
/// <param name="Lost">What passed and passes no more.</param>
/// <param name="Gained">What passes now and did not.</param>
/// <param name="LeftOut">How many pairs of groups of like pods were too many to list.</param>
public sealed record ConnectionEffect(
    ImmutableArray<WorkloadConnection> Lost, ImmutableArray<WorkloadConnection> Gained, long LeftOut = 0)
{
    /// <summary>A change that changes no connection.</summary>
    public static ConnectionEffect None { get; } = new([], []);

    /// <summary>
    /// The most pairs of classes that are listed one by one: beyond, a list is no help to anybody, and isolating a large namespace of a
    /// large cluster cuts millions.
    /// </summary>
    private const long MostListed = 250_000;

    internal static ConnectionEffect Of(Simulation simulation, WorkloadUnits units)
    {
        var (lost, lostLeftOut) = List(simulation, units, block => block.Lost);
        var (gained, gainedLeftOut) = List(simulation, units, block => block.Gained);
        return new ConnectionEffect(lost, gained, lostLeftOut + gainedLeftOut);
    }

    private static (ImmutableArray<WorkloadConnection> List, long LeftOut) List(
        Simulation simulation, WorkloadUnits units, Func<ConnectionBlock, ConnectionSet> part)
    {
        var tally = new PairTally();
        var external = new Dictionary<(WorkloadUnit Unit, Direction Direction), Dictionary<PodClass, List<ExternalEntry>>>();
        long listed = 0, leftOut = 0;
        foreach (var block in simulation.Blocks)
        {
            var connections = part(block);
            if (connections.IsEmpty)
            {
                continue;
            }

            if (block.From.Range is { } source)
            {
                AddExternal(block.To.Pods, Direction.Ingress, source, connections);
            }
            else if (block.To.Range is { } destination)
            {
                AddExternal(block.From.Pods, Direction.Egress, destination, connections);
            }
            else
            {
                foreach (var from in block.From.Pods.Where(pods => !pods.IsHypothetical))
                {
                    foreach (var to in block.To.Pods.Where(pods => !pods.IsHypothetical))
                    {
                        if (listed++ < MostListed)
                        {
                            tally.Add(units.Of(from), units.Of(to), from, to, connections);
                        }
                        else
                        {
                            leftOut++;
                        }
                    }
                }
            }
        }

        var list = tally.Total().ToList();
        foreach (var ((unit, direction), maps) in external)
        {
            list.AddRange(ExternalTally.Total(unit, direction, [.. maps.Values.Select(ExternalMap.From)], _ => true));
        }

        list.Sort(WorkloadConnection.Compare);
        return ([.. list], leftOut);

        void AddExternal(PodCrowd pods, Direction direction, IpRange range, ConnectionSet connections)
        {
            foreach (var one in pods.Where(one => !one.IsHypothetical))
            {
                var key = (units.Of(one), direction);
                if (!external.TryGetValue(key, out var byClass))
                {
                    external[key] = byClass = [];
                }

                if (!byClass.TryGetValue(one, out var entries))
                {
                    byClass[one] = entries = [];
                }

                entries.Add(new ExternalEntry(range, connections));
            }
        }
    }
}

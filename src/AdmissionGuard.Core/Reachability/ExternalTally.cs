using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Adds up what the classes of one workload may do with addresses outside the cluster: the union over its pods, range by range.
/// </summary>
internal static class ExternalTally
{
    /// <summary>The ranges as wide as they can be, ascending.</summary>
    /// <param name="unit">The workload.</param>
    /// <param name="direction">Which end of the connection it is.</param>
    /// <param name="maps">A map for each of its classes that may do anything.</param>
    /// <param name="families">The families to speak of.</param>
    public static IEnumerable<WorkloadConnection> Total(
        WorkloadUnit unit, Direction direction, IReadOnlyList<ExternalMap> maps, Func<IpFamily, bool> families)
    {
        if (maps.Count == 0)
        {
            yield break;
        }

        var (union, common) = (maps[0], maps[0]);
        foreach (var map in maps.Skip(1))
        {
            union = ExternalMap.From([.. union.Entries, .. map.Entries]);
            common = ExternalMap.From([.. ExternalMap.Pair(common, map).Select(p => new ExternalEntry(p.Range, p.Left.Intersect(p.Right)))]);
        }

        // A class without any connection has no map, and then nothing holds for every pod.
        var everywhere = maps.Count == unit.Classes.Count ? common : ExternalMap.None;
        foreach (var (range, connections, isPartial) in Merge(ExternalMap.Pair(union, everywhere)))
        {
            if (families(range.Family))
            {
                var (outside, inside) = (Endpoint.Of(range), unit.End);
                yield return direction == Direction.Ingress
                    ? new WorkloadConnection(outside, inside, connections, isPartial)
                    : new WorkloadConnection(inside, outside, connections, isPartial);
            }
        }
    }

    private static List<(IpRange Range, ConnectionSet Connections, bool IsPartial)> Merge(
        IEnumerable<(IpRange Range, ConnectionSet Union, ConnectionSet Common)> pieces)
    {
        var result = new List<(IpRange Range, ConnectionSet Connections, bool IsPartial)>();
        foreach (var (range, union, common) in pieces)
        {
            var next = (Range: range, Connections: union, IsPartial: !union.Equals(common));
            if (result.Count > 0 && result[^1] is var last && last.Range.Family == range.Family && last.Range.Last + 1 == range.First
                && last.IsPartial == next.IsPartial && last.Connections.Equals(union))
            {
                result[^1] = last with { Range = last.Range with { Last = range.Last } };
            }
            else
            {
                result.Add(next);
            }
        }

        return result;
    }
}

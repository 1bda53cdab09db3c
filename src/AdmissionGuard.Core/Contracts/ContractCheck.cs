using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Contracts;

/// <summary>Holds a cluster as it is against a contract.</summary>
public static class ContractCheck
{
    /// <summary>The lines that the cluster does not keep, in their order.</summary>
    /// <param name="index">The cluster; built with its policies' blocks when these are read to match pods.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="ipBlockMatchesPods">The reading of ipBlock.</param>
    public static IEnumerable<ContractLine> Broken(ClusterIndex index, ConnectivityContract contract, bool ipBlockMatchesPods)
    {
        var evaluator = new PolicyEvaluator(index, [], ipBlockMatchesPods);
        return contract.Lines.Where(line => line.MustAllow
            ? Passing(line, index, evaluator).Any(passing => !line.Connections.Except(passing).IsEmpty)
            : Passing(line, index, evaluator).Any(passing => !line.Connections.Intersect(passing).IsEmpty));
    }

    private static IEnumerable<ConnectionSet> Passing(ContractLine line, ClusterIndex index, PolicyEvaluator evaluator)
    {
        var (sources, destinations) = (line.From.In(index).ToList(), line.To.In(index).ToList());
        if (line.From.Range is { } from)
        {
            return destinations.SelectMany(pods => Outside(pods, Direction.Ingress, from));
        }

        return line.To.Range is { } to
            ? sources.SelectMany(pods => Outside(pods, Direction.Egress, to))
            : sources.SelectMany(_ => destinations, (source, target) => (source, target)).Where(pair => PodClass.Pairs(pair.source, pair.target) > 0)
                .Select(pair => evaluator.Of(pair.source.Egress, Direction.Egress, pair.source.Namespace, pair.source.Ports).With(pair.target)
                    .Intersect(evaluator.Of(pair.target.Ingress, Direction.Ingress, pair.target.Namespace, pair.target.Ports).With(pair.source)));

        // Every part of the range, those that nothing is allowed with included.
        IEnumerable<ConnectionSet> Outside(PodClass pods, Direction direction, IpRange range)
        {
            var map = evaluator.Of(pods.Policies(direction), direction, pods.Namespace, pods.Ports).External;
            var next = range.First;
            foreach (var entry in map.Entries.Where(entry => entry.Range.Family == range.Family && entry.Range.Last >= range.First && entry.Range.First <= range.Last))
            {
                if (entry.Range.First > next)
                {
                    yield return ConnectionSet.None;
                }

                yield return entry.Connections;
                if (entry.Range.Last >= range.Last)
                {
                    yield break;
                }

                next = entry.Range.Last + 1;
            }

            yield return ConnectionSet.None;
        }
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Html;

/// <summary>What is said of some ports between two ends, for all pairs of pods or some of them.</summary>
/// <param name="Ports">The ports.</param>
/// <param name="Egress">What the source's policies say.</param>
/// <param name="Ingress">What the destination's policies say.</param>
/// <param name="Pairs">For how many pairs of pods it holds.</param>
/// <param name="AllPairs">How many there are.</param>
internal sealed record PortsAnswer(ConnectionSet Ports, EndExplanation Egress, EndExplanation Ingress, long Pairs, long AllPairs);

/// <summary>Tells of the connections of one state which policies and rules allow or deny them.</summary>
internal sealed class Provenance(ClusterIndex index, ConnectionOptions options)
{
    private readonly Dictionary<Endpoint, Peer?> _peers = [];

    /// <summary>What is said of some ports between two ends; nothing where one of them is not in this state.</summary>
    public ImmutableArray<PortsAnswer> Of(Endpoint from, Endpoint to, ConnectionSet ports)
    {
        if (PeerOf(from) is not { } source || PeerOf(to) is not { } target)
        {
            return [];
        }

        var pairs = PeerPairs.Of(source, target).ToList();
        var all = pairs.Sum(pair => pair.Count);
        return
        [
            .. pairs.SelectMany(pair => Of(pair, ports))
                .GroupBy(part => (Says: SameAnswer.Of(part.Explanation), part.Pair), part => part)
                .Select(group => (group.Key.Says, group.First().Explanation, group.Key.Pair.Count, Ports: Union(group.Select(part => part.Ports))))
                .GroupBy(part => (part.Says, part.Ports))
                .Select(group => new PortsAnswer(
                    group.Key.Ports, group.First().Explanation.Egress, group.First().Explanation.Ingress, group.Sum(part => part.Count), all)),
        ];
    }

    private IEnumerable<(PeerPair Pair, ConnectionSet Ports, Explanation Explanation)> Of(PeerPair pair, ConnectionSet ports)
    {
        foreach (var protocol in Enum.GetValues<Protocol>())
        {
            foreach (var range in ports.Ports(protocol).Ranges)
            {
                foreach (var (part, explanation) in Explainer.Explain(pair.From, pair.To, protocol, range, options.IpBlockMatchesPods))
                {
                    yield return (pair, ConnectionSet.Of(protocol, PortSet.Of(part.First, part.Last)), explanation);
                }
            }
        }
    }

    private static ConnectionSet Union(IEnumerable<ConnectionSet> sets) => sets.Aggregate(ConnectionSet.None, (all, one) => all.Union(one));

    private Peer? PeerOf(Endpoint end)
    {
        if (!_peers.TryGetValue(end, out var peer))
        {
            _peers[end] = peer = end.Range is { } range ? new Peer(end.ToString(), [], Address: new IpAddress(range.Family, range.First)) : Find(end);
        }

        return peer;
    }

    private Peer? Find(Endpoint end)
    {
        var name = WorkloadName.Parse(end.Name!)!;
        var classes = index.ClassesOf(name.Workload).Where(pods => name.Part.Matches(pods.Labels)).ToList();
        return classes.Count == 0 ? null : new Peer(end.Name!, classes);
    }
}

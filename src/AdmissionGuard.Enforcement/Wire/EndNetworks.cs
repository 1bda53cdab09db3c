using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire.Pods;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>The network namespaces of all ends of a round, found in one look and held until the round is over.</summary>
internal sealed class EndNetworks : IDisposable
{
    private readonly Dictionary<string, PodSearch> _pods;
    private readonly Dictionary<string, PodSearch> _nodes;

    private EndNetworks(Dictionary<string, PodSearch> pods, Dictionary<string, PodSearch> nodes) => (_pods, _nodes) = (pods, nodes);

    /// <summary>Looks for them.</summary>
    public static EndNetworks Find(IReadOnlyCollection<Probe> probes, WireOptions options)
    {
        var ends = probes.SelectMany(probe => (ProbeEnd[])[probe.Source, probe.Destination]).Distinct().ToList();
        // All nodes, not those of the probes alone: a pod that has any of them is no pod with a network of its own.
        var nodes = ends.Select(end => end.Node).Concat(options.NodeNetworks.Keys).Distinct(StringComparer.Ordinal)
            .ToDictionary(node => node, node => OpenNode(node, options), StringComparer.Ordinal);
        var networks = nodes.Values.Where(node => node.Network is not null).Select(node => node.Network!.Network).ToList();
        var pods = new PodProcesses(options.ProcRoot).Find(ends.Where(end => !end.IsNode).Select(end => end.Uid), networks);
        return new EndNetworks(pods, nodes);
    }

    /// <summary>The pods of which some process runs here, whatever else may keep them from being probed.</summary>
    public static IReadOnlySet<string> Present(IReadOnlyCollection<string> uids, WireOptions options)
    {
        var found = new PodProcesses(options.ProcRoot).Find(uids, []);
        var present = found.Where(pod => pod.Value.Network is not null).Select(pod => pod.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var search in found.Values)
        {
            search.Network?.Dispose();
        }

        return present;
    }

    /// <summary>The network of an end.</summary>
    public PodSearch Of(ProbeEnd end) => end.IsNode ? _nodes[end.Node] : _pods[end.Uid];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var search in _pods.Values.Concat(_nodes.Values))
        {
            search.Network?.Dispose();
        }
    }

    private static PodSearch OpenNode(string node, WireOptions options)
    {
        if (!options.NodeNetworks.TryGetValue(node, out var path))
        {
            if (!options.NodeNetworks.IsEmpty)
            {
                return PodSearch.Failed($"node {node} is not this machine");
            }

            path = Path.Combine(options.ProcRoot, "1/ns/net");
        }

        try
        {
            return new PodSearch(new PodNetwork(NetworkNamespace.Open(path), null), "");
        }
        catch (IOException e)
        {
            return PodSearch.Failed($"node {node}: {e.Message}");
        }
    }
}

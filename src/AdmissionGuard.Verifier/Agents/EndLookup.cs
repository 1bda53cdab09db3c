using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>
/// Finds the addresses of the ends of a packet. A NodeProbe names pods, and their addresses come from the API server and from nobody
/// else, so that whoever could write a NodeProbe still could not aim at an address of his choice.
/// </summary>
/// <param name="pods">Reads one pod; null when there is none.</param>
internal sealed class EndLookup(Func<ObjectKey, CancellationToken, Task<Pod?>> pods)
{
    // A pod keeps its addresses as long as it lives (core/v1, PodStatus.podIPs), and its uid is never used again.
    private const int MostRemembered = 4096;

    private readonly ConcurrentDictionary<string, ProbeEnd> _known = new(StringComparer.Ordinal);

    /// <summary>A lookup at an API server.</summary>
    public static EndLookup At(ApiClient client, TimeProvider time)
    {
        var reader = new SingleReader<Pod>(client, ResourceKinds.ProbedPods, time);
        return new EndLookup(async (key, cancellation) => (await reader.FindAsync(key, cancellation))?.Value);
    }

    /// <summary>The end with its addresses; null when there is no such pod any more.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<ProbeEnd?> FindAsync(FlowEnd end, CancellationToken cancellation)
    {
        if (end.Name.Length == 0)
        {
            // The address that a node sends from is chosen by its routes, and nothing is ever sent to a node.
            return new ProbeEnd(null, "", end.Node, []);
        }

        if (_known.TryGetValue(end.Uid, out var known))
        {
            return known;
        }

        var key = new ObjectKey(end.Namespace, end.Name);
        if (await pods(key, cancellation) is not { Runtime: { } runtime } pod || runtime.Uid != end.Uid || pod.NodeName != end.Node)
        {
            return null;
        }

        if (_known.Count >= MostRemembered)
        {
            _known.Clear();
        }

        return _known[end.Uid] = new ProbeEnd(key, runtime.Uid, end.Node, pod.Addresses);
    }
}

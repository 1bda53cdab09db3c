using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Kubernetes.Writing;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>An agent: watches the NodeProbes of its node, and none of any other, and answers them.</summary>
internal static class AgentProcess
{
    /// <summary>Works until it is cancelled.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="place">The companion's own namespace.</param>
    /// <param name="node">The node.</param>
    /// <param name="wire">Its network.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">From 0 up to 1.</param>
    /// <param name="report">Told in one line what an operator may want to know; from several threads.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(
        ApiClient client, string place, string node, INodeWire wire, TimeProvider time, Func<double> random, Action<string> report,
        CancellationToken cancellation)
    {
        var probes = new CompanionObjects<NodeProbe>(
            new ObjectClient(client, CompanionKinds.ApiVersion, CompanionKinds.Probes.Name, time), CompanionJson.Default.NodeProbe);
        var ends = EndLookup.At(client, time);
        await using var agent = new NodeAgent(node, key => new ProbeDuty(wire, ends, (status, ending) => AnswerAsync(key, status, ending), time), report);
        var scope = new ObjectScope { Namespace = place, Labels = $"{CompanionKinds.NodeLabel}={NodeLabel.Of(node)}" };
        var reflector = new Reflector<NodeProbe>(client, CompanionKinds.Probes, agent, time, random, Note, scope);
        await reflector.RunAsync(cancellation);

        Task AnswerAsync(ObjectKey key, NodeProbeStatus status, CancellationToken ending) => probes.MergeAsync(
            key, "status", JsonSerializer.SerializeToNode(status, CompanionJson.Default.NodeProbeStatus)!, isStatus: true, ending);

        void Note(WatchIncident incident)
        {
            if (incident.Kind != WatchIncidentKind.Listed)
            {
                report($"the API server does not tell of {incident.Resource}: {incident.Message}");
            }
        }
    }
}

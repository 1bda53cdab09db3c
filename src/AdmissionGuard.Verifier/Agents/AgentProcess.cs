using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Kubernetes.Writing;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>An agent: watches the NodeProbes of its node, and none of any other, and answers them.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly CompanionObjects<NodeProbe> _probes;
    private readonly NodeAgent _agent;
    private readonly Reflector<NodeProbe> _reflector;
    private readonly Action<string> _report;

    /// <summary>An agent that does nothing before <see cref="RunAsync"/> is called.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="place">The companion's own namespace.</param>
    /// <param name="node">The node.</param>
    /// <param name="wire">Its network.</param>
    /// <param name="world">What comes from outside.</param>
    public AgentProcess(ApiClient client, string place, string node, INodeWire wire, AgentWorld world)
    {
        _report = world.Report;
        _probes = new CompanionObjects<NodeProbe>(
            new ObjectClient(client, CompanionKinds.ApiVersion, ProbeKinds.Probes.Name, world.Time), ProbeJson.Default.NodeProbe);
        var ends = EndLookup.At(client, world.Time);
        var counted = world.Meter.Counting(wire);
        _agent = new NodeAgent(
            node,
            key => new ProbeDuty(counted, ends, (status, ending) => AnswerAsync(key, status, ending), world.Time),
            _report,
            world.Meter);
        var scope = new ObjectScope { Namespace = place, Labels = $"{ProbeKinds.NodeLabel}={NodeLabel.Of(node)}" };
        _reflector = new Reflector<NodeProbe>(client, ProbeKinds.Probes, _agent, world.Time, world.Random, Note, scope);
        world.Meter.Watch(() => _agent.UnderWay, () => _reflector.Status);
    }

    /// <summary>How the watch for NodeProbes fares; from any thread.</summary>
    public ReflectorStatus Status => _reflector.Status;

    /// <summary>Works until it is cancelled. To be called once.</summary>
    public Task RunAsync(CancellationToken cancellation) => _reflector.RunAsync(cancellation);

    /// <summary>Ends whatever is being answered.</summary>
    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    private Task AnswerAsync(ObjectKey key, NodeProbeStatus status, CancellationToken ending) => _probes.MergeAsync(
        key, "status", JsonSerializer.SerializeToNode(status, ProbeJson.Default.NodeProbeStatus)!, isStatus: true, ending);

    private void Note(WatchIncident incident)
    {
        if (incident.Kind != WatchIncidentKind.Listed)
        {
            _report($"the API server does not tell of {incident.Resource}: {incident.Message}");
        }
    }
}

/// <summary>What comes to an agent from outside.</summary>
internal sealed record AgentWorld
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>From 0 up to 1; called from several threads.</summary>
    public required Func<double> Random { get; init; }

    /// <summary>Told in one line what an operator may want to know; from several threads.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>Counts what is done.</summary>
    public required AgentMeter Meter { get; init; }
}

using System.Collections.Immutable;
using System.Net;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Serving.Metrics;
using AdmissionGuard.Verifier.Controlling;
using AdmissionGuard.Verifier.Serving;

namespace AdmissionGuard.Verifier.Agents;

/// <summary><c>agent</c> without <c>--once</c>: answers the NodeProbes of its node until it is told to end.</summary>
internal static class AgentFollowing
{
    /// <summary>Works until it is cancelled.</summary>
    /// <param name="world">What comes from outside.</param>
    /// <param name="settings">The API server.</param>
    /// <param name="place">The companion's own namespace.</param>
    /// <param name="node">The node that it runs on.</param>
    /// <param name="proc">Where the node's /proc is mounted.</param>
    /// <param name="health">Where probes and metrics are served; null for nowhere.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(
        World world, ConnectionSettings settings, string place, string node, string proc, IPEndPoint? health,
        CancellationToken cancellation)
    {
        var error = TextWriter.Synchronized(world.Error);
        using var client = ApiClient.Open(settings, world.Time, error.WriteLine);

        // Its own node and no other: a NodeProbe that speaks of another one is not for it.
        var options = new WireOptions
        {
            ProcRoot = proc,
            NodeNetworks = ImmutableDictionary<string, string>.Empty.Add(node, Path.Combine(proc, "1/ns/net")),
        };
        var wire = new NodeWire(options, world.Time);
        var scope = new object();
        using var metrics = new MeterReader(scope);
        using var meter = new AgentMeter(scope, world.Time);
        var parts = new AgentWorld { Time = world.Time, Random = ControllerCommand.NextRandom, Report = error.WriteLine, Meter = meter };
        await using var agent = new AgentProcess(client, place, node, wire, parts);
        await HealthOptions.ServeAsync(health, WatchChecks.Of(() => [agent.Status]), metrics, error.WriteLine, agent.RunAsync, cancellation);
    }
}

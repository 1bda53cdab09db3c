using System.Collections.Concurrent;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Verifier.Agents;

namespace AdmissionGuard.Load;

/// <summary>The agents of many nodes in one process: each is the real one, with its own watch, on a network that is not there.</summary>
internal sealed class SimulatedAgents : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ApiClient _client;
    private readonly Task _running;

    /// <summary>Starts them.</summary>
    /// <param name="kubeconfig">How the API server is reached.</param>
    /// <param name="nodes">Where.</param>
    public SimulatedAgents(string kubeconfig, IEnumerable<string> nodes)
    {
        _client = ApiClient.Open(ConnectionSearch.ForCommandLine(kubeconfig, null, Surroundings.OfProcess()), TimeProvider.System);
        _running = Task.WhenAll(nodes.Select(RunAsync));
    }

    /// <summary>What they reported.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(string node)
    {
        using var meter = new AgentMeter(new object(), TimeProvider.System);
        var world = new AgentWorld { Time = TimeProvider.System, Random = NextRandom, Report = Said.Enqueue, Meter = meter };
        await using var agent = new AgentProcess(_client, CompanionRun.Place, node, new SimulatedWire(), world);
        await agent.RunAsync(_stop.Token);
    }

    private static double NextRandom() => Random.Shared.NextDouble();
}

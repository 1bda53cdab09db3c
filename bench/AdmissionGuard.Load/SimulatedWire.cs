using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Verifier.Agents;

namespace AdmissionGuard.Load;

/// <summary>
/// A node's network without a node: whatever is sent has left, and has arrived where it was to go. To send takes as long as packets take
/// that nothing answers.
/// </summary>
internal sealed class SimulatedWire : INodeWire
{
    private static readonly TimeSpan Sending = TimeSpan.FromMilliseconds(900);

    public Task<INodeWatch> WatchAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation) => Task.FromResult<INodeWatch>(new Watch(flows));

    public async Task<IReadOnlyDictionary<ProbeToken, Departure>> SendAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation)
    {
        await Task.Delay(Sending, cancellation);
        return flows.ToDictionary(flow => flow.Token, _ => new Departure { Sent = 1, Left = true });
    }

    private sealed class Watch(IReadOnlyList<Flow> flows) : INodeWatch
    {
        public IReadOnlyDictionary<ProbeToken, Arrival> Blind { get; } = new Dictionary<ProbeToken, Arrival>();

        public Task<IReadOnlyDictionary<ProbeToken, Arrival>> FinishAsync() => Task.FromResult<IReadOnlyDictionary<ProbeToken, Arrival>>(
            flows.ToDictionary(flow => flow.Token, flow => new Arrival(0, flow.Source, null)));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

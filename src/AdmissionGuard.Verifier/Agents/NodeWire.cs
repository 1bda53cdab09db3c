using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>This node's network namespaces.</summary>
/// <param name="options">Where pods are found, and the bounds.</param>
/// <param name="time">The clock.</param>
internal sealed class NodeWire(WireOptions options, TimeProvider time) : INodeWire
{
    private readonly PacketPace _pace = new(options.PacketsPerSecond, time);

    /// <inheritdoc/>
    public async Task<INodeWatch> WatchAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation)
    {
        await WireAccess.DemandAsync();
        var ends = EndNetworks.Find([.. flows.Select(flow => flow.Probe)], options);
        try
        {
            // What has arrived need not be told before the end: the sender is another agent.
            return new Watch(await WatchingHalf.OpenAsync(flows, ends, _ => { }, time), ends);
        }
        catch
        {
            ends.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<ProbeToken, Departure>> SendAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation)
    {
        await WireAccess.DemandAsync();
        using var ends = EndNetworks.Find([.. flows.Select(flow => flow.Probe)], options);
        var settled = new Settling(flows);
        await using var sending = await SendingHalf.OpenAsync(flows, ends, settled.Settle, options, time);
        await sending.SendAllAsync(settled, _pace, options, time, cancellation);
        await sending.SeeAllAsync(time, cancellation);
        return sending.Finish();
    }

    private sealed class Watch(WatchingHalf half, EndNetworks ends) : INodeWatch
    {
        public IReadOnlyDictionary<ProbeToken, Arrival> Blind { get; } = half.Blind;

        public async Task<IReadOnlyDictionary<ProbeToken, Arrival>> FinishAsync() => await half.FinishAsync();

        public async ValueTask DisposeAsync()
        {
            await half.DisposeAsync();
            ends.Dispose();
        }
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>
/// The wire of one machine: both ends of every probe are pods of this machine, or it itself. Both halves run here, and nothing is sent to
/// a pod before its watcher has seen that it sees and that the pod's namespace has the address.
/// </summary>
/// <param name="options">Where pods are found, and the bounds.</param>
/// <param name="time">The clock.</param>
public sealed class LocalWire(WireOptions options, TimeProvider time) : IWire
{
    private readonly PacketPace _pace = new(options.PacketsPerSecond, time);

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> FindAsync(IReadOnlyCollection<string> uids, CancellationToken cancellation)
    {
        await WireAccess.DemandAsync();
        return EndNetworks.Present(uids, options);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Observation>> RunRoundAsync(ImmutableArray<Probe> probes, int round, CancellationToken cancellation)
    {
        await WireAccess.DemandAsync();
        using var ends = EndNetworks.Find(probes, options);
        var observations = ImmutableArray.CreateBuilder<Observation>(probes.Length);
        foreach (var batch in probes.Chunk(Math.Clamp(options.Concurrency, 1, 128)))
        {
            observations.AddRange(await RunBatchAsync(batch, ends, cancellation));
        }

        return observations.DrainToImmutable();
    }

    private async Task<IEnumerable<Observation>> RunBatchAsync(Probe[] probes, EndNetworks ends, CancellationToken cancellation)
    {
        var flows = probes.Select(probe => new Flow(ProbeToken.New(), probe, probe.Source.Address(probe.Family) ?? default)).ToList();
        var settled = new Settling(flows);
        await using var watching = await WatchingHalf.OpenAsync(flows, ends, settled.Settle, time);
        await using var sending = await SendingHalf.OpenAsync([.. flows.Where(watching.Sees)], ends, settled.Settle, options, time);
        var started = time.GetTimestamp();
        await sending.SendAllAsync(settled, _pace, options, time, cancellation);
        var watched = time.GetElapsedTime(started);
        await sending.SeeAllAsync(time, cancellation);
        var departures = sending.Finish();
        var arrivals = await watching.FinishAsync();
        return flows.Select(flow =>
        {
            var departure = departures.GetValueOrDefault(flow.Token) ?? Departure.Failed("its destination is not watched");
            var arrival = arrivals[flow.Token];
            var (outcome, evidence) = !watching.Sees(flow)
                ? (Outcome.Unknown, $"nothing was sent: {flow.Probe.Destination} cannot be watched: {arrival.Blind}")
                : Joining.Join(flow, departure, arrival, watched, time);
            return new Observation(flow.Probe.Id, outcome, evidence, time.GetUtcNow());
        });
    }
}

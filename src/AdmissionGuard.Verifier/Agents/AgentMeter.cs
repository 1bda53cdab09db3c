using System.Diagnostics.Metrics;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Serving.Metrics;
using AdmissionGuard.Verifier.Controlling;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>Counts what an agent does.</summary>
internal sealed class AgentMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _flows;
    private readonly Counter<long> _givenUp;

    /// <summary>Nothing yet.</summary>
    /// <param name="scope">Tells its instruments from those of others in this process.</param>
    /// <param name="time">The clock.</param>
    public AgentMeter(object scope, TimeProvider time)
    {
        _meter = new Meter(new MeterOptions(ControllerMeter.Name) { Scope = scope });
        ProcessInstruments.AddTo(_meter, ControllerMeter.Build, time, new("part", "agent"), new("version", VersionText.Version));
        _flows = _meter.CreateCounter<long>(
            "admission_guard.agent.flows", description: "Flows that were sent from this node's pods, or watched for at them.");
        _givenUp = _meter.CreateCounter<long>(
            "admission_guard.agent.given_up", description: "NodeProbes that were given up because something failed.");
        _givenUp.Add(0);
    }

    /// <summary>Measures what is under way.</summary>
    public void Watch(Func<int> duties, Func<ReflectorStatus> probes)
    {
        _meter.CreateObservableGauge("admission_guard.agent.duties", duties, description: "NodeProbes that are being answered.");
        _meter.CreateObservableGauge(
            "admission_guard.agent.age",
            () => probes().Age is { } age ? (Measurement<double>[])[new(age.TotalSeconds)] : [],
            "s",
            "How long ago the API server last said something about NodeProbes, in seconds; missing before the first list.");
    }

    /// <summary>A NodeProbe was given up.</summary>
    public void GaveUp() => _givenUp.Add(1);

    /// <summary>The same wire, whose flows are counted.</summary>
    public INodeWire Counting(INodeWire wire) => new CountedWire(wire, _flows);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private sealed class CountedWire(INodeWire wire, Counter<long> flows) : INodeWire
    {
        public Task<INodeWatch> WatchAsync(IReadOnlyList<Flow> watched, CancellationToken cancellation)
        {
            flows.Add(watched.Count, new KeyValuePair<string, object?>("kind", "watched"));
            return wire.WatchAsync(watched, cancellation);
        }

        public Task<IReadOnlyDictionary<ProbeToken, Departure>> SendAsync(IReadOnlyList<Flow> sent, CancellationToken cancellation)
        {
            flows.Add(sent.Count, new KeyValuePair<string, object?>("kind", "sent"));
            return wire.SendAsync(sent, cancellation);
        }
    }
}

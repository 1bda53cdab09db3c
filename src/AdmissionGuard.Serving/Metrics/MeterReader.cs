using System.Diagnostics.Metrics;

namespace AdmissionGuard.Serving.Metrics;

/// <summary>Adds up what instruments measure, for who asks from time to time.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly object? _scope;
    private readonly Lock _lock = new();
    private readonly Lock _reading = new();
    private readonly Dictionary<string, Accumulation> _metrics = new(StringComparer.Ordinal);

    /// <summary>Starts to listen.</summary>
    /// <param name="scope">The application whose instruments are meant; those that belong to no application always are.</param>
    public MeterReader(object? scope)
    {
        _scope = scope;
        _listener.InstrumentPublished = Choose;
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Add((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Everything as it is now.</summary>
    public IReadOnlyList<MetricFamily> Read()
    {
        // One at a time: what is observed is written anew each time.
        lock (_reading)
        {
            foreach (var metric in Metrics())
            {
                metric.ForgetObserved();
            }

            _listener.RecordObservableInstruments();
            return [.. Metrics().Select(metric => metric.Read())];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        ((Accumulation)state!).Add(value, tags);

    private List<Accumulation> Metrics()
    {
        lock (_lock)
        {
            return [.. _metrics.Values];
        }
    }

    private void Choose(Instrument instrument, MeterListener listener)
    {
        if ((instrument.Meter.Scope is null || instrument.Meter.Scope == _scope) && Selection.Find(instrument) is { } labels)
        {
            var type = TypeOf(instrument);
            var name = InstrumentName.Of(instrument, type);
            lock (_lock)
            {
                if (!_metrics.TryGetValue(name, out var metric))
                {
                    metric = new Accumulation(name, instrument, type, labels);
                    _metrics.Add(name, metric);
                }

                listener.EnableMeasurementEvents(instrument, metric);
            }
        }
    }

    private static MetricType TypeOf(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() switch
    {
        var type when type == typeof(Counter<>) || type == typeof(ObservableCounter<>) => MetricType.Counter,
        var type when type == typeof(Histogram<>) => MetricType.Histogram,
        _ => MetricType.Gauge,
    };
}

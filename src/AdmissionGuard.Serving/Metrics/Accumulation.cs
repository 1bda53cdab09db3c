using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace AdmissionGuard.Serving.Metrics;

/// <summary>What one metric has come to so far; measured by any thread.</summary>
internal sealed class Accumulation
{
    // Those of http.server.request.duration, for histograms that suggest none.
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Cell> _byTags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Cell> _byLabels = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly string _help;
    private readonly MetricType _type;
    private readonly IReadOnlyList<string> _kept;
    private readonly bool _isObservable;
    private readonly bool _isSet;
    private readonly double[] _bounds;

    /// <summary>Nothing yet.</summary>
    /// <param name="name">What Prometheus calls it.</param>
    /// <param name="instrument">What measures.</param>
    /// <param name="type">What it is.</param>
    /// <param name="kept">The tags that become labels.</param>
    public Accumulation(string name, Instrument instrument, MetricType type, IReadOnlyList<string> kept)
    {
        (_name, _help, _type, _kept) = (name, instrument.Description ?? name, type, kept);
        _isObservable = instrument.IsObservable;
        _isSet = instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>);
        _bounds = type == MetricType.Histogram ? BoundsOf(instrument) : [];
    }

    /// <summary>Takes a measurement.</summary>
    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = Key(tags);
        lock (_lock)
        {
            if (!_byTags.TryGetValue(key, out var cell))
            {
                cell = CellOf(Labels(tags));
                _byTags.Add(key, cell);
            }

            // What is observed starts at nothing each time; and tags that are dropped leave several measurements for one cell.
            cell.Value = _isSet ? value : cell.Value + value;
            cell.Count++;
            if (_type == MetricType.Histogram)
            {
                var bucket = Array.BinarySearch(_bounds, value);
                cell.Buckets[bucket < 0 ? ~bucket : bucket]++;
            }
        }
    }

    /// <summary>What is observed is forgotten before it is observed again, so that what is gone stays away.</summary>
    public void ForgetObserved()
    {
        lock (_lock)
        {
            if (_isObservable)
            {
                _byTags.Clear();
                _byLabels.Clear();
            }
        }
    }

    /// <summary>The metric as it is now.</summary>
    public MetricFamily Read()
    {
        lock (_lock)
        {
            return new MetricFamily(_name, _help, _type, [.. _byLabels.Values.Select(cell => new MetricSeries(
                cell.Labels, cell.Value, [.. _bounds.Select((bound, i) => (bound, cell.Buckets[i]))], cell.Count))]);
        }
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => Bounds,
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private bool IsKept(string tag) => ReferenceEquals(_kept, Selection.All) || _kept.Contains(tag, StringComparer.Ordinal);

    private string Key(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty || _kept.Count == 0)
        {
            return "";
        }

        var key = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (IsKept(name))
            {
                key.Append(name).Append('\0').Append(Text(value)).Append('\0');
            }
        }

        return key.ToString();
    }

    // The same tags may come in another order.
    private Cell CellOf(List<KeyValuePair<string, string>> labels)
    {
        var key = string.Join('\0', labels.Select(label => $"{label.Key}\0{label.Value}"));
        if (!_byLabels.TryGetValue(key, out var cell))
        {
            cell = new Cell(labels, new long[_bounds.Length + 1]);
            _byLabels.Add(key, cell);
        }

        return cell;
    }

    private List<KeyValuePair<string, string>> Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in tags)
        {
            if (IsKept(name))
            {
                labels.Add(new(InstrumentName.OfLabel(name), Text(value)));
            }
        }

        labels.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return labels;
    }

    private sealed class Cell(IReadOnlyList<KeyValuePair<string, string>> labels, long[] buckets)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Labels => labels;

        public long[] Buckets => buckets;

        public double Value { get; set; }

        public long Count { get; set; }
    }
}

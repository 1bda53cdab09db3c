namespace AdmissionGuard.Serving.Metrics;

/// <summary>What a metric is to Prometheus.</summary>
internal enum MetricType
{
    /// <summary>It only grows.</summary>
    Counter,

    /// <summary>It goes up and down.</summary>
    Gauge,

    /// <summary>How often which sizes came.</summary>
    Histogram,
}

/// <summary>One metric at one moment.</summary>
/// <param name="Name">Its name, in Prometheus' own spelling.</param>
/// <param name="Help">What it says.</param>
/// <param name="Type">What it is.</param>
/// <param name="Series">One for each set of labels.</param>
internal sealed record MetricFamily(string Name, string Help, MetricType Type, IReadOnlyList<MetricSeries> Series);

/// <summary>A metric for one set of labels.</summary>
/// <param name="Labels">The labels, sorted by name.</param>
/// <param name="Value">The value; for a histogram the sum.</param>
/// <param name="Buckets">The upper bounds of a histogram, without infinity, and how many fell into each alone; empty otherwise.</param>
/// <param name="Count">How many measurements a histogram has.</param>
internal sealed record MetricSeries(
    IReadOnlyList<KeyValuePair<string, string>> Labels, double Value, IReadOnlyList<(double Bound, long Count)> Buckets, long Count);

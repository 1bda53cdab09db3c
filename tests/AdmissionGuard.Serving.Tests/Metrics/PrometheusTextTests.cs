using AdmissionGuard.Serving.Metrics;

namespace AdmissionGuard.Serving.Tests.Metrics;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Families_and_series_are_sorted() => Assert.Equal(
        """
        # HELP a_total First.
        # TYPE a_total counter
        a_total{x="1"} 1
        a_total{x="2"} 2
        # HELP b Second.
        # TYPE b gauge
        b 0.5

        """,
        PrometheusText.Of(
        [
            new MetricFamily("b", "Second.", MetricType.Gauge, [Series(0.5)]),
            new MetricFamily("a_total", "First.", MetricType.Counter, [Series(2, ("x", "2")), Series(1, ("x", "1"))]),
        ]));

    [Fact]
    public void A_histogram_counts_everything_below_each_bound()
    {
        var series = new MetricSeries([new("verdict", "deny")], 0.75, [(0.005, 1), (0.25, 2)], 4);
        Assert.Equal(
            """
            # HELP d_seconds How long.
            # TYPE d_seconds histogram
            d_seconds_bucket{verdict="deny",le="0.005"} 1
            d_seconds_bucket{verdict="deny",le="0.25"} 3
            d_seconds_bucket{verdict="deny",le="+Inf"} 4
            d_seconds_sum{verdict="deny"} 0.75
            d_seconds_count{verdict="deny"} 4

            """,
            PrometheusText.Of([new MetricFamily("d_seconds", "How long.", MetricType.Histogram, [series])]));
    }

    [Fact]
    public void What_would_end_a_text_is_escaped() => Assert.Equal(
        "# HELP a \\\\ and \\n\n# TYPE a gauge\na{x=\"\\\\ \\\" \\n\"} 1\n",
        PrometheusText.Of([new MetricFamily("a", "\\ and \n", MetricType.Gauge, [Series(1, ("x", "\\ \" \n"))])]));

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1795927954, "1795927954")]
    [InlineData(0.1, "0.1")]
    public void Numbers_are_written_as_Go_reads_them(double value, string text) => Assert.EndsWith(
        $"\na {text}\n", PrometheusText.Of([new MetricFamily("a", "A.", MetricType.Gauge, [Series(value)])]), StringComparison.Ordinal);

    private static MetricSeries Series(double value, params (string Name, string Value)[] labels) =>
        new([.. labels.Select(label => new KeyValuePair<string, string>(label.Name, label.Value))], value, [], 1);
}

using System.Diagnostics.Metrics;
using AdmissionGuard.Serving.Metrics;

namespace AdmissionGuard.Serving.Tests.Metrics;

public sealed class MeterReaderTests : IDisposable
{
    private readonly object _scope = new();
    private readonly Meter _meter;
    private readonly MeterReader _reader;

    public MeterReaderTests()
    {
        _meter = new Meter(new MeterOptions("AdmissionGuard.Tests") { Scope = _scope });
        _reader = new MeterReader(_scope);
    }

    [Fact]
    public void Counters_add_up_for_each_set_of_labels_in_whatever_order_the_tags_come()
    {
        var counter = _meter.CreateCounter<long>("admission_guard.reviews", "{review}", "Reviews.");
        counter.Add(1, new("operation", "CREATE"), new("verdict", "deny"));
        counter.Add(2, new("verdict", "deny"), new("operation", "CREATE"));
        counter.Add(5, new("operation", "CREATE"), new("verdict", "warn"));
        Assert.Equal(
            """
            # HELP admission_guard_reviews_total Reviews.
            # TYPE admission_guard_reviews_total counter
            admission_guard_reviews_total{operation="CREATE",verdict="deny"} 3
            admission_guard_reviews_total{operation="CREATE",verdict="warn"} 5

            """,
            Own());
    }

    [Fact]
    public void A_histogram_has_the_bounds_that_it_suggests()
    {
        var histogram = _meter.CreateHistogram(
            "admission_guard.duration", "s", "How long.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01] });
        histogram.Record(0.001);
        histogram.Record(0.002);
        histogram.Record(5);
        Assert.Equal(
            """
            # HELP admission_guard_duration_seconds How long.
            # TYPE admission_guard_duration_seconds histogram
            admission_guard_duration_seconds_bucket{le="0.001"} 1
            admission_guard_duration_seconds_bucket{le="0.01"} 2
            admission_guard_duration_seconds_bucket{le="+Inf"} 3
            admission_guard_duration_seconds_sum 5.003
            admission_guard_duration_seconds_count 3

            """,
            Own());
    }

    [Fact]
    public void What_goes_up_and_down_is_added_and_what_is_set_is_set()
    {
        var level = _meter.CreateUpDownCounter<int>("admission_guard.level");
        level.Add(5);
        level.Add(-2);
        var set = _meter.CreateGauge<double>("admission_guard.set");
        set.Record(5);
        set.Record(2);
        Assert.Contains("\nadmission_guard_level 3\n", Own(), StringComparison.Ordinal);
        Assert.Contains("\nadmission_guard_set 2\n", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_observed_is_as_it_is_now_and_what_is_gone_is_gone()
    {
        var observed = new List<Measurement<int>> { new(1, new KeyValuePair<string, object?>("resource", "pods")) };
        _meter.CreateObservableGauge("admission_guard.objects", () => observed);
        Assert.Contains("admission_guard_objects{resource=\"pods\"} 1\n", Own(), StringComparison.Ordinal);
        Assert.Contains("admission_guard_objects{resource=\"pods\"} 1\n", Own(), StringComparison.Ordinal);
        observed.Clear();
        Assert.DoesNotContain("pods", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Instruments_of_another_application_and_other_meters_are_not_read()
    {
        using var other = new Meter(new MeterOptions("AdmissionGuard.Tests") { Scope = new object() });
        other.CreateCounter<int>("admission_guard.other").Add(1);
        using var foreign = new Meter(new MeterOptions("Somebody.Else") { Scope = _scope });
        foreign.CreateCounter<int>("else").Add(1);
        Assert.Empty(Own());
        Assert.DoesNotContain(_reader.Read(), family => family.Name == "else_total");
    }

    [Fact]
    public void Of_the_frameworks_instruments_only_tags_with_few_values_are_kept()
    {
        using var hosting = new Meter(new MeterOptions("Microsoft.AspNetCore.Hosting") { Scope = _scope });
        var requests = hosting.CreateHistogram<double>("http.server.request.duration", "s");
        requests.Record(1, new("http.route", "/validate"), new("server.address", "10.0.0.1"), new("user_agent", "curl"));
        requests.Record(1, new("http.route", "/validate"), new("server.address", "10.0.0.2"));
        var family = _reader.Read().Single(family => family.Name == "http_server_request_duration_seconds");
        var series = Assert.Single(family.Series);
        Assert.Equal([new KeyValuePair<string, string>("http_route", "/validate")], series.Labels);
        Assert.Equal(2, series.Count);
    }

    [Fact]
    public async Task Measurements_of_many_threads_are_all_counted()
    {
        var counter = _meter.CreateCounter<long>("admission_guard.busy");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            for (var j = 0; j < 10_000; j++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("thread", i % 2));
            }
        })));
        Assert.Contains("admission_guard_busy_total{thread=\"0\"} 40000\n", Own(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _meter.Dispose();
    }

    // The runtime's own instruments are the process' and always there.
    private string Own() => PrometheusText.Of(_reader.Read().Where(family => family.Name.StartsWith("admission_guard", StringComparison.Ordinal)));
}

using System.Diagnostics.Metrics;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>Counts verdicts, and how long the network took. Labels have a closed set of values: a policy's name is none of them.</summary>
internal sealed class VerdictMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AdmissionGuard.Verifier";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _verdicts;
    private readonly Histogram<double> _latency;

    public VerdictMeter()
    {
        _verdicts = _meter.CreateCounter<long>("admission_guard_enforcement_verdicts", description: "Final verdicts on whether changes are enforced.");
        _latency = _meter.CreateHistogram(
            "admission_guard_enforcement_latency",
            unit: "s",
            description: "From a change to the first round in which everything was as its policy says.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120] });
    }

    /// <summary>Counts one.</summary>
    public void Count(CheckOutcome outcome)
    {
        var verdict = new KeyValuePair<string, object?>("verdict", outcome.Trial.Verdict.ToString());
        _verdicts.Add(1, verdict);
        if (outcome.Latency is { } latency)
        {
            _latency.Record(latency.TotalSeconds);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

using System.Diagnostics.Metrics;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>Counts what a controller does. Labels have a closed set of values: a policy's name is none of them.</summary>
internal sealed class ControllerMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AdmissionGuard.Verifier";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _verdicts;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _looks;

    public ControllerMeter()
    {
        _verdicts = _meter.CreateCounter<long>("admission_guard.enforcement.verdicts", description: "Final verdicts on whether changes are enforced.");
        _latency = _meter.CreateHistogram(
            "admission_guard.enforcement.latency",
            unit: "s",
            description: "From a change to the first round in which everything was as its policy says.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120] });
        _findings = _meter.CreateCounter<long>(
            "admission_guard.admitted.findings", description: "What was found of changes after they had been admitted, by rule and action.");
        _looks = _meter.CreateCounter<long>(
            "admission_guard.admitted.looks", description: "What became of curable findings that were let through: cured or not-cured.");
    }

    /// <summary>Counts a verdict.</summary>
    public void Count(CheckOutcome outcome)
    {
        _verdicts.Add(1, Label("verdict", outcome.Trial.Verdict.ToString()));
        if (outcome.Latency is { } latency)
        {
            _latency.Record(latency.TotalSeconds);
        }
    }

    /// <summary>Counts what was found of an admitted change.</summary>
    public void Found(IEnumerable<FoundAfter> findings)
    {
        foreach (var finding in findings)
        {
            _findings.Add(1, Label("rule", finding.Rule), Label("action", finding.Action.Name()));
        }
    }

    /// <summary>Counts what became of what was let through.</summary>
    public void Looked(LookOutcome outcome)
    {
        _looks.Add(outcome.Cured.Length, Label("outcome", "cured"));
        _looks.Add(outcome.NotCured.Length, Label("outcome", "not-cured"));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}

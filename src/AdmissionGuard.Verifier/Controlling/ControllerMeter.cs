using System.Diagnostics.Metrics;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Serving.Metrics;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>Counts what a controller does. Labels have a closed set of values: a policy's name is none of them.</summary>
internal sealed class ControllerMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AdmissionGuard.Verifier";

    /// <summary>The name of what tells the version.</summary>
    public const string Build = "admission_guard.verifier.build_info";

    private readonly Meter _meter;
    private readonly Counter<long> _verdicts;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _looks;

    /// <summary>Nothing yet.</summary>
    /// <param name="scope">Tells its instruments from those of others in this process.</param>
    /// <param name="time">The clock.</param>
    public ControllerMeter(object scope, TimeProvider time)
    {
        _meter = new Meter(new MeterOptions(Name) { Scope = scope });
        ProcessInstruments.AddTo(_meter, Build, time, new("part", "controller"), new("version", VersionText.Version));
        _verdicts = _meter.CreateCounter<long>(
            "admission_guard.enforcement.verdicts", description: "Final verdicts on whether changes are enforced.");
        _latency = _meter.CreateHistogram(
            "admission_guard.enforcement.latency",
            unit: "s",
            description: "From a change to the first round in which everything was as its policy says.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120] });
        _findings = _meter.CreateCounter<long>(
            "admission_guard.admitted.findings", description: "What was found of changes after they had been admitted, by rule and action.");
        _looks = _meter.CreateCounter<long>(
            "admission_guard.admitted.looks", description: "What became of curable findings that were let through: cured or not-cured.");

        // A rate begins with the second measurement: the first verdict must not be it.
        foreach (var verdict in Enum.GetNames<EnforcementVerdict>())
        {
            _verdicts.Add(0, Label("verdict", verdict));
        }

        Looked(new LookOutcome([], []));
    }

    /// <summary>Measures what a controller has to do, and when it last did what it does now and then.</summary>
    public void Watch(ControllerProcess controller)
    {
        _meter.CreateObservableGauge(
            "admission_guard.enforcement.leader", () => controller.IsLeader ? 1 : 0, description: "Whether this replica leads (1) or stands by (0).");
        _meter.CreateObservableGauge("admission_guard.enforcement.pending", () => controller.Pending, description: "Changes that wait for their check.");
        _meter.CreateObservableGauge("admission_guard.enforcement.running", () => controller.Running, description: "Checks that are under way.");
        Moment(
            "admission_guard.enforcement.last_sweep_timestamp", () => controller.LastSweep,
            "When this replica last looked for what can be removed, in seconds since 1970.");
        Moment(
            "admission_guard.admitted.last_sweep_timestamp", () => controller.LastComparison,
            "When this replica last compared all policies with what was reviewed, in seconds since 1970.");
        _meter.CreateObservableGauge(
            "admission_guard.enforcement.age",
            () => controller.Kinds.Where(kind => kind.Age is not null)
                .Select(kind => new Measurement<double>(kind.Age!.Value.TotalSeconds, Label("resource", kind.Resource))),
            "s",
            "How long ago the API server last said something about a resource, in seconds; missing before the first list.");

        void Moment(string name, Func<DateTimeOffset?> last, string help) => _meter.CreateObservableGauge(
            name, () => last() is { } moment ? (Measurement<double>[])[new(moment.ToUnixTimeMilliseconds() / 1000.0)] : [], "s", help);
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

using System.Diagnostics.Metrics;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Counts and times reviews. Every label has a small closed set of values, whatever is in the requests.</summary>
internal sealed class AdmissionMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AdmissionGuard.Webhook";

    private readonly Counter<long> _reviews;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _notJudged;
    private readonly Counter<long> _exempt;

    /// <summary>Makes the instruments.</summary>
    public AdmissionMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _reviews = meter.CreateCounter<long>("admission_guard.reviews", "{review}", "Requests that were judged, by operation, verdict and mode of the namespace.");

        // The bars are a p99 of 5 ms and a worst of 50 ms; API servers wait for seconds.
        _duration = meter.CreateHistogram(
            "admission_guard.review.duration", "s", "From the arrival of a request to its answer.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _findings = meter.CreateCounter<long>("admission_guard.findings", "{finding}", "Findings, by rule and by what became of them.");
        _notJudged = meter.CreateCounter<long>("admission_guard.not_judged", "{request}", "Requests that were not judged, by reason.");
        _exempt = meter.CreateCounter<long>("admission_guard.exempt", "{request}", "Requests that could not be denied, by why.");
    }

    /// <summary>Counts a request that was answered.</summary>
    public void Answered(AdmissionRequest request, Ruling ruling, TimeSpan elapsed)
    {
        var operation = request.Operation is "CREATE" or "UPDATE" or "DELETE" ? request.Operation : "other";
        _duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
        if (ruling.Exemption != Exemption.None)
        {
            _exempt.Add(1, new KeyValuePair<string, object?>("why", ruling.Exemption.Name()));
        }

        if (ruling.NotJudged != Admission.NotJudged.No)
        {
            NotJudged(ruling.NotJudged.Name());
            return;
        }

        _reviews.Add(1, new("operation", operation), new("verdict", ruling.Verdict.Name()), new("mode", ruling.Mode.Name));
        foreach (var item in ruling.Findings)
        {
            _findings.Add(1, new("rule", item.Finding.Rule), new("action", item.Action.Name()));
        }
    }

    /// <summary>Counts a request that was not judged.</summary>
    public void NotJudged(string reason) => _notJudged.Add(1, new KeyValuePair<string, object?>("reason", reason));
}

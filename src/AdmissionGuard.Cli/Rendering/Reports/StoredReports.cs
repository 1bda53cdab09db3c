using System.Buffers;
using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering.Reports;

/// <summary>
/// Findings on stored policies as manifests of reports: one for each namespace that has policies, ready for <c>kubectl apply</c>.
/// </summary>
internal static class StoredReports
{
    /// <summary>The most results of one report: nobody reads more. What is left out is counted.</summary>
    public const int MaxResults = 1000;

    /// <summary>The most bytes that the results of one report take: etcd refuses an object of 1.5 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Every report's name, and the value of <see cref="MadeByLabel"/>.</summary>
    public const string Name = "admission-guard";

    /// <summary>The label that tells these reports from other tools'.</summary>
    public const string MadeByLabel = "app.kubernetes.io/managed-by";

    /// <summary>The reviews of each namespace that has policies.</summary>
    public static IEnumerable<IGrouping<string, PolicyReview>> ByNamespace(StoredReport report) =>
        report.Reviews.GroupBy(review => review.Policy.Namespace, StringComparer.Ordinal);

    public static void Write(Utf8JsonWriter json, StoredReport report, ReportKind kind)
    {
        json.WriteStartObject();
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", "List");
        json.WriteStartArray("items");
        foreach (var space in ByNamespace(report))
        {
            Write(json, space.Key, [.. space], kind);
            json.FlushIfLarge();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The report of one namespace.</summary>
    public static void Write(Utf8JsonWriter json, string space, IReadOnlyList<PolicyReview> reviews, ReportKind kind)
    {
        // The gravest first, so that these are what a full report holds.
        var results = reviews.SelectMany(review => StoredReport.Spoken(review).Select(finding => (review.Policy, Finding: (Finding?)finding)))
            .OrderByDescending(result => result.Finding!.Action)
            .Concat(reviews.Where(review => !StoredReport.Spoken(review).Any())
                .Select(review => (review.Policy, Finding: (Finding?)null)))
            .ToList();
        var shown = Fitting(results);
        json.WriteStartObject();
        json.WriteString("apiVersion", kind.ApiVersion);
        json.WriteString("kind", kind.Kind);
        json.WriteStartObject("metadata");
        json.WriteString("name", Name);
        json.WriteString("namespace", space);
        json.WriteStartObject("labels");
        json.WriteString(MadeByLabel, Name);
        json.WriteEndObject();
        if (shown < results.Count)
        {
            json.WriteStartObject("annotations");
            json.WriteString("admission-guard.io/results-left-out", $"{results.Count - shown}");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("summary");
        foreach (var outcome in new[] { "pass", "fail", "warn", "error", "skip" })
        {
            json.WriteNumber(outcome, results.Count(result => Outcome(result.Finding) == outcome));
        }

        json.WriteEndObject();
        json.WriteStartArray("results");
        foreach (var (policy, finding) in results.Take(shown))
        {
            Write(json, policy, finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>How many of these, from the first on, a report holds.</summary>
    private static int Fitting(List<(ObjectKey Policy, Finding? Finding)> results)
    {
        var most = Math.Min(results.Count, MaxResults);
        var utf8 = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(utf8, new JsonWriterOptions { SkipValidation = true });
        for (var number = 0; number < most; number++)
        {
            Write(json, results[number].Policy, results[number].Finding);
            json.Flush();
            if (utf8.WrittenCount > MaxBytes)
            {
                return number;
            }
        }

        return most;
    }

    private static void Write(Utf8JsonWriter json, ObjectKey policy, Finding? finding)
    {
        json.WriteStartObject();
        json.WriteString("source", Name);
        json.WriteString("policy", Name);
        json.WriteString("category", "NetworkPolicy");
        json.WriteString("result", Outcome(finding));
        json.WriteBoolean("scored", true);
        json.WriteStartArray("resources");
        json.WriteStartObject();
        json.WriteString("apiVersion", "networking.k8s.io/v1");
        json.WriteString("kind", "NetworkPolicy");
        json.WriteString("namespace", policy.Namespace);
        json.WriteString("name", policy.Name);
        json.WriteEndObject();
        json.WriteEndArray();
        if (finding is not null)
        {
            json.WriteString("rule", finding.Rule);
            json.WriteString("severity", finding.Action == Verdict.Deny ? "high" : "medium");
            json.WriteString("message", finding.Message);
            json.WriteStartObject("properties");
            json.WriteString("field", finding.Field);
            json.WriteString("remediation", finding.Remediation);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Outcome(Finding? finding) => finding?.Action switch
    {
        null => "pass",
        Verdict.Deny => "fail",
        _ => "warn",
    };
}

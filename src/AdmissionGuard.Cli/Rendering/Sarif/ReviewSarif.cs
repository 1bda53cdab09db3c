using System.Text.Json;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering.Sarif;

/// <summary>
/// A review as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code hosts show beside the lines that it is about.
/// </summary>
internal static class ReviewSarif
{
    private const string BaseId = "%SRCROOT%";

    public static void Write(Utf8JsonWriter json, ReviewReport report)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        SarifTool.Write(json, RuleCatalog.All);
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(BaseId);
        SarifMessage.Write(json, "description", "The directory in which the review was run.");
        json.WriteEndObject();
        json.WriteEndObject();
        WriteInvocation(json, report);
        json.WriteString("columnKind", "utf16CodeUnits");
        var results = new SarifResults(report, BaseId);
        json.WriteStartArray("results");
        foreach (var review in report.Review.Reviews)
        {
            results.Write(json, review);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What limits the judgement itself is no result: it is about the run.
    private static void WriteInvocation(Utf8JsonWriter json, ReviewReport report)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", true);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var note in report.Review.Notes.Concat(RolloutText.Lines(report.Review).Select(line => line.Trim())))
        {
            json.WriteStartObject();
            json.WriteString("level", "note");
            SarifMessage.Write(json, "message", note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}

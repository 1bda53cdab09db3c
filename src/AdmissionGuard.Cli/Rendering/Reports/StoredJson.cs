using System.Text.Json;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering.Reports;

/// <summary>Findings on stored policies for programs; docs/json.md documents it.</summary>
internal static class StoredJson
{
    public static void Write(Utf8JsonWriter json, StoredReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("policies");
        foreach (var review in report.Reviews)
        {
            json.WriteStartObject();
            json.WriteString("policy", review.Policy.ToString());
            json.WriteStartArray("findings");
            foreach (var finding in StoredReport.Spoken(review))
            {
                Write(json, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.FlushIfLarge();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Neither digest nor patch: nothing is about to change, and so there is nothing to let pass.
    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("action", finding.Action.Name());
        json.WriteString("message", finding.Message);
        json.WriteString("field", finding.Field);
        json.WriteString("remediation", finding.Remediation);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Html;

/// <summary>Writes what is said of a policy as the page reads it (web/src/data.ts).</summary>
internal static class FindingsJson
{
    public static void Write(Utf8JsonWriter json, PolicyReview review, ReviewReport report)
    {
        json.WriteStartObject();
        json.WriteString("policy", review.Policy.ToString());
        json.WriteString("operation", review.Operation.Name());
        json.WriteString("verdict", review.Verdict.Name());
        if (report.IsUnchanged(review.Policy))
        {
            json.WriteBoolean("unchanged", true);
        }

        json.WriteStartArray("findings");
        foreach (var finding in review.Findings)
        {
            Write(json, finding, review, report);
        }

        json.WriteEndArray();
        if (report.PassOf(review) is { } pass)
        {
            json.WriteStartObject("pass");
            json.WriteString("annotation", pass.Annotation);
            if (pass.Command is { } command)
            {
                json.WriteString("command", command);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding, PolicyReview review, ReviewReport report)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("action", finding.Action.Name());
        json.WriteString("message", finding.Message);
        json.WriteString("field", finding.Field);
        if (report.PlaceTextOf(review.Policy, finding.Field) is { } place)
        {
            json.WriteString("place", place);
        }

        json.WriteString("remediation", finding.Remediation);
        if (finding.IsAcknowledged)
        {
            json.WriteBoolean("acknowledged", true);
        }

        if (finding.Fix is { } fix && PatchText.CommandOf(finding, review, report.ChangeOf(review.Policy)) is { } command)
        {
            json.WriteStartObject("patch");
            json.WriteString("json", fix.Patch.ToString());
            json.WriteString("command", command);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>A review for programs.</summary>
internal static class ReviewJson
{
    public static void Write(Utf8JsonWriter json, ReviewReport report)
    {
        var review = report.Review;
        json.WriteStartObject();
        json.WriteString("verdict", review.Verdict.Name());
        json.WriteStartArray("notes");
        foreach (var note in review.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        Write(json, review.Effect);
        json.WriteStartArray("reviews");
        foreach (var policy in review.Reviews)
        {
            Write(json, policy);
        }

        json.WriteEndArray();
        RolloutJson.Write(json, review);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PolicyReview review)
    {
        json.WriteStartObject();
        json.WriteString("policy", review.Policy.ToString());
        json.WriteString("operation", review.Operation.Name());
        json.WriteString("verdict", review.Verdict.Name());
        json.WriteStartArray("findings");
        foreach (var finding in review.Findings)
        {
            Write(json, finding);
        }

        json.WriteEndArray();
        Write(json, review.Effect);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("action", finding.Action.Name());
        json.WriteBoolean("curable", finding.IsCurable);
        json.WriteString("message", finding.Message);
        json.WriteString("field", finding.Field);
        json.WriteString("remediation", finding.Remediation);
        json.WriteString("digest", finding.Digest);
        if (finding.Fix is { } fix)
        {
            json.WritePropertyName("patch");
            fix.Patch.Write(json);
        }

        if (finding.IsAcknowledged)
        {
            json.WriteBoolean("acknowledged", true);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConnectionEffect effect)
    {
        Write(json, "lost", effect.Lost);
        Write(json, "gained", effect.Gained);
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<WorkloadConnection> connections)
    {
        json.WriteStartArray(name);
        foreach (var connection in connections)
        {
            ConnectionsJson.Write(json, connection, "connections");
        }

        json.WriteEndArray();
    }
}

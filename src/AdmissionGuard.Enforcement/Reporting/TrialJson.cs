using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Reporting;

/// <summary>A report for programs; docs/json.md documents it.</summary>
public static class TrialJson
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, TrialReport report)
    {
        json.WriteStartObject();
        if (report.Trial is { } trial)
        {
            json.WriteString("verdict", trial.Verdict.ToString());
            json.WriteBoolean("provisional", !trial.IsOver);
            WriteList(json, "reasons", trial.Reasons);
            if (trial.Latency is { } latency)
            {
                json.WriteNumber("latencySeconds", Math.Round(latency.TotalSeconds, 3));
            }

            json.WriteNumber("rounds", trial.Rounds);
            json.WriteNumber("cleanRounds", trial.CleanRounds);
        }

        WriteList(json, "policies", report.Policies.Select(policy => policy.ToString()));
        json.WriteStartArray("probes");
        var standings = report.Trial?.Standings.ToDictionary(standing => standing.Probe.Id, StringComparer.Ordinal);
        foreach (var probe in report.Plan.Probes)
        {
            Write(json, probe, standings?.GetValueOrDefault(probe.Id));
        }

        json.WriteEndArray();
        json.WriteStartArray("notProbed");
        foreach (var item in report.Plan.Unprobed)
        {
            json.WriteStartObject();
            json.WriteString("what", item.What);
            json.WriteString("reason", item.Reason);
            if (item.IsGap)
            {
                json.WriteBoolean("gap", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteList(json, "leftOut", report.Plan.LeftOut);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Probe probe, Standing? standing)
    {
        json.WriteStartObject();
        json.WriteString("id", probe.Id);
        json.WriteString("role", TrialWords.Role(probe));
        json.WriteString("from", probe.Source.ToString());
        json.WriteString("to", probe.Destination.ToString());
        json.WriteString("family", probe.Family.ToString());
        json.WriteString("port", $"{probe.Protocol.Name()} {probe.Port}");
        json.WriteString("expected", probe.Expectation == Expectation.Arrive ? "arrived" : "blocked");
        WriteList(json, "forbiddenBy", probe.ForbiddenBy.Select(direction => direction.ToString().ToLowerInvariant()));
        json.WriteString("about", probe.Reason);
        if (probe.Companion is not null)
        {
            json.WriteString("companion", probe.Companion);
        }

        if (standing is { Last: { } last })
        {
            json.WriteString("result", TrialWords.Result(standing));
            json.WriteString("observed", last.Outcome.ToString().ToLowerInvariant());
            json.WriteString("evidence", last.Evidence);
            json.WriteNumber("right", standing.Right);
            json.WriteNumber("wrong", standing.Wrong);
            json.WriteNumber("unknown", standing.Unknown);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using AdmissionGuard.Cli.Companion;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>What the companion answered, for programs; docs/json.md documents it.</summary>
internal static class AnswerJson
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<CompanionAnswer> answers)
    {
        json.WriteStartObject();
        json.WriteString("verdict", CompanionVerify.Worst(answers).ToString());
        json.WriteStartArray("checks");
        foreach (var (policy, status) in answers)
        {
            json.WriteStartObject();
            json.WriteString("policy", policy.ToString());
            json.WriteString("verdict", status.Verdict);
            json.WriteString("probes", status.Probes);
            if (status.Latency is { } latency)
            {
                json.WriteString("latency", latency);
            }

            if (status.CompletionTime is { } completed)
            {
                json.WriteString("completionTime", completed);
            }

            WriteList(json, "reasons", status.Reasons);
            WriteList(json, "lines", status.ProbeLines);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

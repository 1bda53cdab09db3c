using System.Text.Json;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>An explanation for programs.</summary>
internal static class ExplainJson
{
    public static void Write(Utf8JsonWriter json, Answer before, Answer? after)
    {
        json.WriteStartObject();
        json.WriteString("from", before.From);
        json.WriteString("to", before.To);
        json.WriteString("port", before.Port);
        if (after is null)
        {
            Write(json, "answers", before);
        }
        else
        {
            Write(json, "before", before);
            Write(json, "after", after);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Answer answer)
    {
        json.WriteStartArray(name);
        foreach (var part in answer.Parts)
        {
            json.WriteStartObject();
            json.WriteBoolean("allowed", part[0].IsAllowed);
            Write(json, "egress", part[0].Egress);
            Write(json, "ingress", part[0].Ingress);
            json.WriteStartArray("pods");
            foreach (var pair in part)
            {
                json.WriteStartObject();
                json.WriteString("from", pair.From);
                json.WriteString("to", pair.To);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, EndExplanation end)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("allowed", end.Allows);
        json.WriteStartArray("isolatedBy");
        foreach (var policy in end.IsolatedBy)
        {
            json.WriteStringValue(policy.ToString());
        }

        json.WriteEndArray();
        json.WriteStartArray("allowedBy");
        foreach (var rule in end.AllowedBy)
        {
            json.WriteStringValue(rule.ToString());
        }

        json.WriteEndArray();
        if (end.Exemption is { } exemption)
        {
            json.WriteString("exemption", exemption);
        }

        json.WriteEndObject();
    }
}

using System.Text.Json;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>An explanation for programs.</summary>
internal static class ExplainJson
{
    public static void Write(Utf8JsonWriter json, ExplainReport report)
    {
        var (before, after) = report;
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
            json.WriteBoolean("allowed", part.Example.IsAllowed);
            json.WriteNumber("pairs", part.Pairs);
            json.WriteStartObject("example");
            json.WriteString("from", part.Example.From);
            json.WriteString("to", part.Example.To);
            json.WriteEndObject();
            Write(json, "egress", part.Example.Egress);
            Write(json, "ingress", part.Example.Ingress);
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

using System.Text.Json;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Html;

/// <summary>Writes a picture as the page reads it (web/src/data.ts).</summary>
internal static class PictureJson
{
    public static void Write(Utf8JsonWriter json, Picture picture)
    {
        var tables = new PictureTables(picture);
        json.WriteStartObject("picture");
        json.WriteNumber("states", picture.IsOfOne ? 1 : 2);
        json.WriteNumber("leftOut", picture.LeftOut);
        WriteArray(json, "namespaces", tables.Namespaces, json.WriteStringValue);
        var places = tables.Namespaces.Select((name, i) => (name, i)).ToDictionary(item => item.name, item => item.i, StringComparer.Ordinal);
        WriteArray(json, "ends", tables.Ends, end => WriteEnd(json, end, end.Namespace is { } space ? places[space] : -1));
        WriteArray(json, "ports", tables.Ports.Values, ports => WriteArray(json, null, ports.ToList(), json.WriteStringValue));
        WriteArray(json, "policies", tables.Policies.Values, policy => json.WriteStringValue(policy.ToString()));
        WriteArray(json, "sides", tables.Sides.Values, side => json.WriteRawValue(side, skipInputValidation: true));
        WriteArray(json, "answers", tables.Answers.Values, answers => json.WriteRawValue(answers, skipInputValidation: true));
        WriteArray(json, "patterns", tables.Patterns.Values, pattern => WriteNumbers(
            json, [pattern.Before, pattern.After, pattern.Partial, pattern.AnswersBefore, pattern.AnswersAfter]));
        WriteConnections(json, tables);
        json.WriteEndObject();
    }

    // Numbers that are mostly small: the destination as the distance from the one before, what the policies say as the distance from what
    // they said last of the same source and of the same destination.
    private static void WriteConnections(Utf8JsonWriter json, PictureTables tables)
    {
        var ingress = new int[tables.Ends.Length];
        json.WriteStartArray("connections");
        foreach (var row in tables.Connections.GroupBy(one => one.From))
        {
            var (to, egress) = (0, 0);
            json.WriteStartArray();
            json.WriteNumberValue(row.Key);
            foreach (var one in row)
            {
                json.WriteNumberValue(one.To - to);
                json.WriteNumberValue(one.Pattern);
                json.WriteNumberValue((one.Egress ?? egress) - egress);
                json.WriteNumberValue((one.Ingress ?? ingress[one.To]) - ingress[one.To]);
                (to, egress, ingress[one.To]) = (one.To, one.Egress ?? egress, one.Ingress ?? ingress[one.To]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteEnd(Utf8JsonWriter json, Endpoint end, int place)
    {
        var name = end.Name is null ? null : WorkloadName.Parse(end.Name);
        json.WriteStartArray();
        json.WriteNumberValue(place);
        json.WriteStringValue(name is null ? end.ToString() : name.Workload.Name);
        json.WriteStringValue(name?.Workload.Kind ?? "");
        json.WriteStringValue(name is null ? "" : end.Name![(end.Name!.IndexOf(']', StringComparison.Ordinal) + 1)..]);
        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, IEnumerable<int> numbers) => WriteArray(json, null, numbers, json.WriteNumberValue);

    private static void WriteArray<T>(Utf8JsonWriter json, string? name, IEnumerable<T> items, Action<T> write)
    {
        if (name is null)
        {
            json.WriteStartArray();
        }
        else
        {
            json.WriteStartArray(name);
        }

        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }
}

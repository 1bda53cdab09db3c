using System.Text.Json;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>Connections for programs.</summary>
internal static class ConnectionsJson
{
    public static void Write(Utf8JsonWriter json, ConnectionsReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("connections");
        foreach (var connection in report.Connections)
        {
            Write(json, connection, "allowed");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One connection; <paramref name="list"/> is what its ports are called.</summary>
    public static void Write(Utf8JsonWriter json, WorkloadConnection connection, string list)
    {
        json.WriteStartObject();
        json.WriteString("from", connection.From.ToString());
        json.WriteString("to", connection.To.ToString());
        Write(json, list, connection.Connections);
        if (connection.IsPartial)
        {
            json.WriteBoolean("partial", true);
        }

        json.WriteEndObject();
        json.FlushIfLarge();
    }

    /// <summary>A list of ports.</summary>
    public static void Write(Utf8JsonWriter json, string name, ConnectionSet connections)
    {
        json.WriteStartArray(name);
        foreach (var text in connections.ToList())
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}

using System.Text.Json;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>The difference between two states for programs.</summary>
internal static class DiffJson
{
    public static void Write(Utf8JsonWriter json, DiffReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("changes");
        foreach (var change in report.Changes)
        {
            json.WriteStartObject();
            json.WriteString("from", change.From.ToString());
            json.WriteString("to", change.To.ToString());
            ConnectionsJson.Write(json, "before", change.Before);
            ConnectionsJson.Write(json, "after", change.After);
            json.WriteString("kind", Kind(change.Kind));
            WriteIfTrue(json, "beforePartial", change.BeforeIsPartial);
            WriteIfTrue(json, "afterPartial", change.AfterIsPartial);
            json.WriteEndObject();
            json.FlushIfLarge();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary><c>lost</c>, <c>gained</c> or <c>changed</c>.</summary>
    public static string Kind(ChangeKind kind) => kind switch
    {
        ChangeKind.Lost => "lost",
        ChangeKind.Gained => "gained",
        ChangeKind.Changed => "changed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static void WriteIfTrue(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }
}

using System.Text.Json;

namespace AdmissionGuard.Cli.Html;

/// <summary>What every page's data begins with.</summary>
internal static class PageHead
{
    public static void Write(Utf8JsonWriter json, string command, IEnumerable<string> notes)
    {
        json.WriteString("command", command);
        json.WriteString("version", VersionText.OfProgram);
        json.WriteStartArray("notes");
        foreach (var note in notes.Distinct(StringComparer.Ordinal))
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }
}

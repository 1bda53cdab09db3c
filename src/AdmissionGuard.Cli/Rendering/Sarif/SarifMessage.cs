using System.Text.Json;

namespace AdmissionGuard.Cli.Rendering.Sarif;

/// <summary>Texts in SARIF, which is not quite plain text.</summary>
internal static class SarifMessage
{
    /// <summary>A message that is meant word for word.</summary>
    public static void Write(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", Literal(text));
        json.WriteEndObject();
    }

    // SARIF 2.1.0, 3.11.5: a brace stands there twice, because single ones are placeholders. 3.11.6: what looks like a link is one.
    private static string Literal(string text) => text
        .Replace("{", "{{", StringComparison.Ordinal)
        .Replace("}", "}}", StringComparison.Ordinal)
        .Replace("](", @"\](", StringComparison.Ordinal);
}

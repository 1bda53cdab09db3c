using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdmissionGuard.Enforcement.Reporting;

namespace AdmissionGuard.Verifier.OneShot;

/// <summary>Puts a report on the output, whole or not at all.</summary>
internal static class OneShotOutput
{
    public static void Write(Stream output, TrialReport report, bool asJson)
    {
        using var buffer = new MemoryStream();
        if (asJson)
        {
            using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            TrialJson.Write(json, report);
        }
        else
        {
            foreach (var line in TrialText.Lines(report))
            {
                buffer.Write(Encoding.UTF8.GetBytes(string.Concat(line.Select(span => span.Text)) + "\n"));
            }
        }

        if (asJson)
        {
            buffer.WriteByte((byte)'\n');
        }

        buffer.Position = 0;
        buffer.CopyTo(output);
        output.Flush();
    }
}

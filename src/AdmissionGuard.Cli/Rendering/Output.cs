using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>
/// Puts a result on the output. Nothing is written before all is computed, and what fits the buffer is written only when it is complete.
/// </summary>
internal static class Output
{
    private const int BufferSize = 128 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // Arrows and quotation marks are for reading; the output is no part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Text(Terminal terminal, Action<Page> render) =>
        Write(terminal, writer => render(new Page(writer, terminal.IsColoured)));

    public static void Xml(Terminal terminal, Action<XmlWriter> render) => Write(terminal, writer =>
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None };
        var xml = XmlWriter.Create(writer, settings);
        render(xml);
        xml.Flush();
        writer.Write('\n');
    });

    public static void Json(Terminal terminal, Action<Utf8JsonWriter> render)
    {
        var json = new Utf8JsonWriter(terminal.Output, Options);
        render(json);
        json.Flush();
        terminal.Output.Write("\n"u8);
        terminal.Output.Flush();
    }

    private static void Write(Terminal terminal, Action<StreamWriter> render)
    {
        // Not disposed when rendering fails: that would write what is half done.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var writer = new StreamWriter(terminal.Output, utf8, BufferSize, leaveOpen: true);
        render(writer);
        writer.Flush();
    }

    /// <summary>Lets go of what is rendered so far once it is much: a list of millions does not fit into memory twice.</summary>
    public static void FlushIfLarge(this Utf8JsonWriter json)
    {
        if (json.BytesPending > BufferSize)
        {
            json.Flush();
        }
    }

    /// <summary>Remarks that belong to no result: they do not disturb who reads the output with a program.</summary>
    public static void Remarks(Terminal terminal, IEnumerable<string> notes)
    {
        foreach (var note in notes.Distinct(StringComparer.Ordinal))
        {
            terminal.Error.WriteLine($"note: {note}");
        }

        terminal.Error.Flush();
    }
}

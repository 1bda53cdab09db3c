using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace AdmissionGuard.Cli.Html;

/// <summary>
/// One file that needs nothing else: the built script and style (web/), and the data in a block that no browser runs. Its content security
/// policy lets nothing run but that script, and nothing be fetched at all.
/// </summary>
internal static class HtmlPage
{
    // Escapes what has a meaning in HTML, so that no name ends the block of data; letters of all languages stay as they are.
    private static readonly JsonWriterOptions Inert = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>A page.</summary>
    /// <param name="title">What the browser's tab says.</param>
    /// <param name="writeData">Writes the properties of the data, as web/src/data.ts reads them.</param>
    public static string Of(string title, Action<Utf8JsonWriter> writeData)
    {
        var (script, style) = (Asset("page.js"), Asset("page.css"));
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy(script, style)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>{style}</style>
            </head>
            <body>
            <noscript>This page draws its content with a script, which this browser does not run. Review again with -o text or -o markdown.</noscript>
            <script type="application/json" id="data">{Data(writeData)}</script>
            <script>{script}</script>
            </body>
            </html>

            """;
    }

    private static string Policy(string script, string style) =>
        $"default-src 'none'; script-src '{Hash(script)}'; style-src '{Hash(style)}'; base-uri 'none'; form-action 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Data(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Inert))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Asset(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program was built without {name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

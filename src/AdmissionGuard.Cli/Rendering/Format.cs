using System.Text.Json;
using System.Xml;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>A way to print a result.</summary>
/// <param name="Name">What <c>--output</c> calls it.</param>
/// <param name="Print">Puts the result on the output.</param>
internal sealed record Format<TResult>(string Name, Action<Terminal, TResult> Print)
{
    /// <summary>It is left out of the help: nobody but this project has a use for it.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>Makes formats out of what writes them.</summary>
internal static class Format
{
    /// <summary>Any text: for people, Markdown, a page for a browser.</summary>
    public static Format<TResult> Text<TResult>(string name, Action<Page, TResult> write) =>
        new(name, (terminal, result) => Output.Text(terminal, page => write(page, result)));

    /// <summary>Any XML.</summary>
    public static Format<TResult> Xml<TResult>(string name, Action<XmlWriter, TResult> write) =>
        new(name, (terminal, result) => Output.Xml(terminal, xml => write(xml, result)));

    /// <summary>Any JSON.</summary>
    public static Format<TResult> Json<TResult>(string name, Action<Utf8JsonWriter, TResult> write) =>
        new(name, (terminal, result) => Output.Json(terminal, json => write(json, result)));
}

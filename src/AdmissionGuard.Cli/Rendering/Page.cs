namespace AdmissionGuard.Cli.Rendering;

/// <summary>Text for people, in colour where that is wanted. Lines end as on Unix, so that output is the same everywhere.</summary>
internal sealed class Page(TextWriter writer, bool isColoured)
{
    public Page Add(string text)
    {
        writer.Write(text);
        return this;
    }

    public Page Add(Ink ink, string text)
    {
        if (!isColoured || ink == Ink.Plain)
        {
            return Add(text);
        }

        writer.Write(Code(ink));
        writer.Write(text);
        writer.Write("\e[0m");
        return this;
    }

    /// <summary>Blanks, to align what follows.</summary>
    public Page Space(int count)
    {
        for (var i = 0; i < count; i++)
        {
            writer.Write(' ');
        }

        return this;
    }

    public Page Line(string text = "")
    {
        writer.Write(text);
        writer.Write('\n');
        return this;
    }

    private static string Code(Ink ink) => ink switch
    {
        Ink.Strong => "\e[1m",
        Ink.Faint => "\e[2m",
        Ink.Bad => "\e[1;31m",
        Ink.Doubtful => "\e[1;33m",
        Ink.Good => "\e[1;32m",
        _ => throw new ArgumentOutOfRangeException(nameof(ink), ink, null),
    };
}

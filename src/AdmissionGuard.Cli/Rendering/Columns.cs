namespace AdmissionGuard.Cli.Rendering;

/// <summary>How wide a column of text is made.</summary>
internal static class Columns
{
    /// <summary>What is wider than this sticks out instead of pushing everything else to the right.</summary>
    private const int Widest = 64;

    public static int Width<T>(ReadOnlySpan<T> rows, Func<T, string> text)
    {
        var width = 0;
        foreach (var row in rows)
        {
            var length = text(row).Length;
            width = length > Widest ? width : Math.Max(width, length);
        }

        return width;
    }
}

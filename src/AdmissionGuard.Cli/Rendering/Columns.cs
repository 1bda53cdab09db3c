namespace AdmissionGuard.Cli.Rendering;

/// <summary>How wide a column of text is made.</summary>
internal static class Columns
{
    /// <summary>
    /// As wide as the widest text; one wider than <paramref name="limit"/> sticks out and pushes nothing else to the right.
    /// </summary>
    public static int Width<T>(ReadOnlySpan<T> rows, int limit, Func<T, string> text)
    {
        var width = 0;
        foreach (var row in rows)
        {
            var length = text(row).Length;
            width = length > limit ? width : Math.Max(width, length);
        }

        return width;
    }
}

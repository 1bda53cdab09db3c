namespace AdmissionGuard.Cli.Rendering;

/// <summary>Tables for spreadsheets and data tools: CSV as RFC 4180 has it, with a header.</summary>
internal static class Csv
{
    /// <summary>Connections: a row each.</summary>
    public static void Write(Page page, ConnectionsReport report)
    {
        Row(page, "from", "to", "connections", "partial");
        foreach (var connection in report.Connections)
        {
            Row(page, connection.From.ToString(), connection.To.ToString(), Ports(connection.Connections), Flag(connection.IsPartial));
        }
    }

    /// <summary>A difference: a row for each pair of ends.</summary>
    public static void Write(Page page, DiffReport report)
    {
        Row(page, "kind", "from", "to", "before", "after", "before_partial", "after_partial");
        foreach (var change in report.Changes)
        {
            Row(
                page, DiffJson.Kind(change.Kind), change.From.ToString(), change.To.ToString(), Ports(change.Before), Ports(change.After),
                Flag(change.BeforeIsPartial), Flag(change.AfterIsPartial));
        }
    }

    /// <summary>One cell, in quotes where its text needs them.</summary>
    internal static string Cell(string text)
    {
        // Spreadsheets take what begins like this for a formula and run it; OWASP's advice is an apostrophe before it.
        var safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static void Row(Page page, params IEnumerable<string> cells) => page.Add(string.Join(',', cells.Select(Cell))).Add("\r\n");

    private static string Ports(Core.Reachability.ConnectionSet connections) => string.Join("; ", connections.ToList());

    private static string Flag(bool value) => value ? "true" : "false";
}

namespace AdmissionGuard.Cli.Rendering;

/// <summary>Connections for people: a line each.</summary>
internal static class ConnectionsText
{
    public static void Write(Page page, ConnectionsReport report)
    {
        var connections = report.Connections;
        if (connections.IsEmpty)
        {
            page.Line("no connections");
            return;
        }

        // Ports are aligned where lines have their source in common: one long name far away must not push all others to the right.
        for (int start = 0, end; start < connections.Length; start = end)
        {
            var from = connections[start].From;
            var fromText = from.ToString();
            for (end = start; end < connections.Length && connections[end].From.Equals(from); end++)
            {
            }

            var width = Columns.Width(connections.AsSpan()[start..end], 64, connection => connection.To.ToString());
            foreach (var connection in connections.AsSpan()[start..end])
            {
                var to = connection.To.ToString();
                page.Add(fromText).Add(" → ").Add(to).Space(Math.Max(0, width - to.Length) + 2).Add(connection.Connections.ToString());
                page.Line(connection.IsPartial ? " (some pods)" : "");
            }
        }
    }
}

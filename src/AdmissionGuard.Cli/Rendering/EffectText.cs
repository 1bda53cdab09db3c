using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>
/// What a change takes and gives, for people: connections that have one end and the ports in common share a line, and only a few lines
/// are shown, because the JSON has them all.
/// </summary>
internal static class EffectText
{
    private const int ShownLines = 8;
    private const int ShownNames = 3;

    public static void Write(Page page, ConnectionEffect effect)
    {
        Write(page, "lost", "-", Ink.Bad, effect.Lost);
        Write(page, "gained", "+", Ink.Good, effect.Gained);
    }

    /// <summary>The same, each line with its sign: <c>- a → b  TCP 80</c>.</summary>
    public static IReadOnlyList<string> Lines(ConnectionEffect effect) =>
        [.. Signed("- ", "lost", effect.Lost), .. Signed("+ ", "gained", effect.Gained)];

    private static void Write(Page page, string title, string sign, Ink ink, ImmutableArray<WorkloadConnection> connections)
    {
        if (connections.IsEmpty)
        {
            return;
        }

        page.Line($"  {title}:");
        var (lines, more) = Capped(connections);
        foreach (var line in lines)
        {
            page.Add("    ").Add(ink, sign).Add(" ").Line(line);
        }

        if (more > 0)
        {
            page.Line($"      and {more} more");
        }
    }

    private static IEnumerable<string> Signed(string sign, string word, ImmutableArray<WorkloadConnection> connections)
    {
        var (lines, more) = Capped(connections);
        return lines.Select(line => sign + line).Concat(more > 0 ? [$"  and {more} more {word}"] : Array.Empty<string>());
    }

    // "and 1 more" would take as much room as the one.
    private static (IReadOnlyList<string> Lines, int More) Capped(ImmutableArray<WorkloadConnection> connections)
    {
        var lines = Lines(connections);
        return lines.Count <= ShownLines + 1 ? (lines, 0) : (lines[..ShownLines], lines.Count - ShownLines);
    }

    // A rule about ingress cuts many sources from one destination, a rule about egress one source from many destinations: each connection
    // goes where it has more company.
    private static List<string> Lines(ImmutableArray<WorkloadConnection> connections)
    {
        var bySource = connections.CountBy(OfSource).ToDictionary();
        var byTarget = connections.CountBy(OfTarget).ToDictionary();
        var preferSources = bySource.Count < byTarget.Count;
        return
        [
            .. connections.GroupBy(connection =>
                {
                    var company = bySource[OfSource(connection)].CompareTo(byTarget[OfTarget(connection)]);
                    return company > 0 || (company == 0 && preferSources) ? OfSource(connection) : OfTarget(connection);
                })
                .Select(group => group.Key.From is { } from
                    ? Line(from.ToString(), Names(group, connection => connection.To), group.First())
                    : Line(Names(group, connection => connection.From), group.Key.To!.ToString(), group.First())),
        ];
    }

    private static (Endpoint? From, Endpoint? To, ConnectionSet Connections, bool IsPartial) OfSource(WorkloadConnection connection) =>
        (connection.From, null, connection.Connections, connection.IsPartial);

    private static (Endpoint? From, Endpoint? To, ConnectionSet Connections, bool IsPartial) OfTarget(WorkloadConnection connection) =>
        (null, connection.To, connection.Connections, connection.IsPartial);

    private static string Line(string from, string to, WorkloadConnection any) =>
        $"{from} → {to}  {any.Connections}{(any.IsPartial ? " (some pods)" : "")}";

    // Addresses come last and say most: they are never among those that are only counted.
    private static string Names(IEnumerable<WorkloadConnection> connections, Func<WorkloadConnection, Endpoint> end)
    {
        var ends = connections.Select(end).ToLookup(one => one.Range is null, one => one.ToString());
        return string.Join(", ", new[] { Shorten([.. ends[true]]), Shorten([.. ends[false]]) }.Where(text => text.Length > 0));
    }

    // "and 1 more" would take as much room as the one.
    private static string Shorten(List<string> names) => names.Count <= ShownNames + 1
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(ShownNames))} and {names.Count - ShownNames} more";
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>The difference between two states for people: a line each, and a count.</summary>
internal static class DiffText
{
    public static void Write(Page page, DiffReport report)
    {
        var changes = report.Changes;
        if (changes.IsEmpty)
        {
            page.Line("no difference");
            return;
        }

        var width = Columns.Width(changes.AsSpan(), 120, Pair);
        foreach (var change in changes)
        {
            var pair = Pair(change);
            var (sign, ink) = change.Kind switch
            {
                ChangeKind.Lost => ("-", Ink.Bad),
                ChangeKind.Gained => ("+", Ink.Good),
                _ => ("~", Ink.Doubtful),
            };
            page.Add(ink, sign).Add(" ").Add(pair).Space(Math.Max(0, width - pair.Length) + 2);
            page.Line(ConnectionWords.Of(change));
        }

        page.Line();
        var (lost, gained) = (Count(changes, ChangeKind.Lost), Count(changes, ChangeKind.Gained));
        page.Line($"{lost} lost, {gained} gained, {changes.Length - lost - gained} changed");
    }

    private static string Pair(ConnectionChange change) => $"{change.From} → {change.To}";

    private static int Count(ImmutableArray<ConnectionChange> changes, ChangeKind kind) => changes.Count(change => change.Kind == kind);
}

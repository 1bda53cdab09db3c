using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Reporting;

/// <summary>A piece of a line, with what it means to whoever colours it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tone">What it means.</param>
public readonly record struct Span(string Text, Tone Tone = Tone.Plain);

/// <summary>What a piece of text means.</summary>
public enum Tone
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>Less important.</summary>
    Faint,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not as it should be.</summary>
    Bad,

    /// <summary>Not known, or not always.</summary>
    Doubtful,
}

/// <summary>A report for people, line by line: the verdict and its reasons first, then each connection, then what was not probed.</summary>
public static class TrialText
{
    private static readonly string[] Roles = ["must-be-blocked", "must-be-open", "must-stay-open", "must-stay-blocked"];

    /// <summary>The lines.</summary>
    public static IEnumerable<Span[]> Lines(TrialReport report)
    {
        yield return [.. Headline(report)];
        foreach (var reason in report.Trial?.Reasons ?? [])
        {
            yield return [new("  - "), new(reason)];
        }

        var standings = report.Trial?.Standings ?? [.. report.Plan.Judged.Select(probe => new Standing(probe))];
        foreach (var role in Roles)
        {
            foreach (var line in Section(role, [.. standings.Where(standing => TrialWords.Role(standing.Probe) == role)], report.Trial is not null))
            {
                yield return line;
            }
        }

        foreach (var line in Rest(report))
        {
            yield return line;
        }
    }

    private static IEnumerable<Span> Headline(TrialReport report)
    {
        var policies = report.Policies.Length == 1 ? report.Policies[0].ToString() : $"{report.Policies.Length} policies";
        if (report.Trial is not { } trial)
        {
            var companions = report.Plan.Probes.Count(probe => probe.Role == ProbeRole.Companion);
            return [new("PLAN", Tone.Strong), new($"  {policies}: {Count(report.Plan.Judged.Count(), "connection")} to probe, {Count(companions, "companion")} beside them")];
        }

        var tone = trial.Verdict switch
        {
            EnforcementVerdict.Enforced => Tone.Good,
            EnforcementVerdict.Inconclusive => Tone.Doubtful,
            _ => Tone.Bad,
        };
        return [new(TrialWords.Headline(trial.Verdict), tone), new($"  {policies}: {TrialWords.Summary(trial)}")];
    }

    private static IEnumerable<Span[]> Section(string role, List<Standing> standings, bool isTried)
    {
        if (standings.Count == 0)
        {
            yield break;
        }

        yield return [];
        yield return [new(role.Replace('-', ' '), Tone.Strong)];
        var width = standings.Max(standing => Connection(standing.Probe).Length);
        foreach (var standing in standings)
        {
            var (probe, mark) = (standing.Probe, isTried ? TrialWords.Mark(standing) : "·");
            var tone = mark switch { "✓" => Tone.Good, "✗" => Tone.Bad, "·" => Tone.Faint, _ => Tone.Doubtful };
            var said = !isTried ? "" : standing.Kind == ResultKind.Right && !standing.IsFlaky ? Observed(standing) : $"{Observed(standing)}{Often(standing)}";
            yield return
            [
                new("  "), new(mark, tone), new($" {Connection(probe).PadRight(width)}  {(isTried ? said.PadRight(9) + "  " : "")}"),
                new($"{(probe.IsOnOneNode ? "within a node" : "between nodes")}, {probe.Reason}", Tone.Faint),
            ];
        }
    }

    private static IEnumerable<Span[]> Rest(TrialReport report)
    {
        if (!report.Plan.Unprobed.IsEmpty)
        {
            yield return [];
            yield return [new("not probed", Tone.Strong)];
            foreach (var item in report.Plan.Unprobed)
            {
                yield return [new("  - "), new($"{item.What}: {item.Reason}")];
            }
        }

        if (!report.Plan.LeftOut.IsEmpty)
        {
            yield return [];
            foreach (var line in report.Plan.LeftOut)
            {
                yield return [new("note:", Tone.Faint), new($" {line}")];
            }
        }
    }

    private static string Connection(Probe probe) => $"{probe.Source} → {probe.Destination}  {probe.Protocol.Name()} {probe.Port}  {probe.Family}";

    private static string Observed(Standing standing) => standing.Last?.Outcome.ToString().ToLowerInvariant() ?? "";

    private static string Often(Standing standing) => $" (right {standing.Right}, wrong {standing.Wrong}{(standing.Unknown > 0 ? $", unknown {standing.Unknown}" : "")})";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}

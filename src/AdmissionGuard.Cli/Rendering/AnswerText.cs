using AdmissionGuard.Cli.Companion;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Reporting;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>What the companion answered, for people. A receipt is somebody else's text: it may hold anything.</summary>
internal static class AnswerText
{
    public static void Write(Page page, CompanionAnswer answer)
    {
        var (policy, status) = answer;
        var ink = answer.Verdict switch
        {
            EnforcementVerdict.Enforced => Ink.Good,
            EnforcementVerdict.Inconclusive => Ink.Doubtful,
            _ => Ink.Bad,
        };
        page.Add(ink, TrialWords.Headline(answer.Verdict));
        var latency = status.Latency is { } took ? $", the first clean round after {Wording.Plain(took)}" : "";
        page.Add(Ink.Plain, $"  {policy}: {Wording.Plain(status.Probes ?? "0/0")} probes as policies say{latency}");
        page.Line();
        foreach (var reason in status.Reasons)
        {
            page.Add(Ink.Plain, $"  - {Wording.Plain(reason)}");
            page.Line();
        }

        if (!status.ProbeLines.IsEmpty)
        {
            page.Line();
        }

        foreach (var line in status.ProbeLines.Select(Wording.Plain))
        {
            page.Add(Ink.Plain, "  ");
            page.Add(line.Length > 0 ? InkOf(line[0]) : Ink.Plain, line.Length > 0 ? line[..1] : "");
            page.Add(Ink.Plain, line.Length > 0 ? line[1..] : "");
            page.Line();
        }

        page.Line();
        page.Add(Ink.Faint, "note:");
        page.Add(Ink.Plain, $" checked by the companion; kubectl describe enforcementcheck {policy.Name} -n {policy.Namespace}");
        page.Line();
    }

    private static Ink InkOf(char mark) => mark switch
    {
        '✓' => Ink.Good,
        '✗' => Ink.Bad,
        '~' => Ink.Doubtful,
        _ => Ink.Plain,
    };
}

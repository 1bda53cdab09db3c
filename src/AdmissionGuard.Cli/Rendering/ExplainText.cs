using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>An explanation for people.</summary>
internal static class ExplainText
{
    public static void Write(Page page, ExplainReport report)
    {
        var (before, after) = report;
        if (after is null)
        {
            Write(page, before, "");
        }
        else if (Says(before).SequenceEqual(Says(after), StringComparer.Ordinal))
        {
            Write(page, before, "");
            page.Line().Line("The change makes no difference to it.");
        }
        else
        {
            Write(page, before, "before  ");
            page.Line();
            Write(page, after, "after   ");
        }
    }

    private static IEnumerable<string> Says(Answer answer) =>
        answer.Parts.Select(part => $"{part.Pairs}; {Words(part.Example.Egress)}; {Words(part.Example.Ingress)}");

    private static void Write(Page page, Answer answer, string prefix)
    {
        var all = answer.Parts.Sum(part => part.Pairs);
        foreach (var part in answer.Parts)
        {
            var allowed = part.Example.IsAllowed;
            page.Add(Ink.Faint, prefix).Add(allowed ? Ink.Good : Ink.Bad, allowed ? "ALLOWED" : "DENIED").Add("  ");
            page.Line($"{answer.From} → {answer.To} on {answer.Port}");
            if (part.Pairs < all)
            {
                page.Line($"  for {part.Pairs} of {all} pairs of pods, such as {part.Example.From} → {part.Example.To}");
            }

            page.Add("  ").Add(Ink.Faint, "egress:").Add("  ").Line(Words(part.Example.Egress));
            page.Add("  ").Add(Ink.Faint, "ingress:").Add(" ").Line(Words(part.Example.Ingress));
        }
    }

    private static string Words(EndExplanation end) => end switch
    {
        { Exemption: { } exemption } => $"allowed, {exemption}",
        { IsolatedBy.IsEmpty: true } => "allowed, no policy isolates it",
        { AllowedBy.IsEmpty: false } => $"allowed by {string.Join(" and ", end.AllowedBy)}",
        { IsolatedBy: [var only] } => $"isolated by {only}, and no rule of it allows this",
        _ => $"isolated by {string.Join(" and ", end.IsolatedBy)}, and no rule of them allows this",
    };
}

using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>An explanation for people.</summary>
internal static class ExplainText
{
    private const int ShownPairs = 3;

    public static void Write(Page page, Answer before, Answer? after)
    {
        if (after is null)
        {
            Write(page, before, "");
        }
        else if (IsSame(before, after))
        {
            Write(page, before, "");
            page.Line().Line("the change makes no difference to it");
        }
        else
        {
            Write(page, before, "before  ");
            page.Line();
            Write(page, after, "after   ");
        }
    }

    private static bool IsSame(Answer before, Answer after) =>
        before.Parts.Select(part => SameAnswer.Of(part[0])).SequenceEqual(after.Parts.Select(part => SameAnswer.Of(part[0])), StringComparer.Ordinal);

    private static void Write(Page page, Answer answer, string prefix)
    {
        foreach (var part in answer.Parts)
        {
            var allowed = part[0].IsAllowed;
            page.Add(Ink.Faint, prefix).Add(allowed ? Ink.Good : Ink.Bad, allowed ? "ALLOWED" : "DENIED").Add("  ");
            page.Line($"{answer.From} → {answer.To} on {answer.Port}");
            if (answer.Parts.Count > 1)
            {
                page.Add("  pods:    ").Line(Pairs(part));
            }

            page.Add("  egress:  ").Line(Words(part[0].Egress));
            page.Add("  ingress: ").Line(Words(part[0].Ingress));
        }
    }

    private static string Pairs(IReadOnlyList<Explanation> part)
    {
        var shown = string.Join(", ", part.Take(ShownPairs).Select(one => $"{one.From} → {one.To}"));
        return part.Count > ShownPairs ? $"{shown} and {part.Count - ShownPairs} more" : $"{shown} and their like";
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

using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>The review of one policy for people: what is wrong, what to do, and how to pass all the same.</summary>
internal static class PolicyText
{
    public static void Write(Page page, PolicyReview review, PolicyChange change)
    {
        page.Add(Ink.Strong, review.Policy.ToString()).Add("  ").Add(review.Operation.Name()).Add("  ");
        page.Add(InkOf(review.Verdict), review.Verdict.Name()).Line();
        foreach (var finding in review.Findings)
        {
            if (finding.Action == Verdict.Audit)
            {
                Aside(page, finding);
            }
            else
            {
                Full(page, finding);
                PatchText.Write(page, finding, review, change);
            }
        }

        if (Pass.Of(review, change) is { } pass)
        {
            PassHint(page, pass);
        }

        EffectText.Write(page, review.Effect);
    }

    /// <summary>A finding with its field and what to do.</summary>
    public static void Full(Page page, Finding finding)
    {
        page.Add("  ").Add(InkOf(finding.Action), finding.Action.Name()).Add("  ").Add(Ink.Strong, finding.Rule).Line();
        page.Add("    ").Line(finding.Message);
        page.Add("    ").Add(Ink.Faint, "field:").Add(" ").Line(finding.Field);
        page.Add("    ").Add(Ink.Faint, "fix:").Add("   ").Line(finding.Remediation);
    }

    private static void Aside(Page page, Finding finding)
    {
        var word = finding.IsAcknowledged ? "acknowledged" : "audit";
        page.Add("  ").Add(Ink.Faint, $"{word}  {finding.Rule}: {finding.Message}").Line();
    }

    private static void PassHint(Page page, Pass pass)
    {
        page.Add("  ").Add(Ink.Faint, $"if this is meant, {pass.Words}:").Line();
        page.Add("    ").Line(pass.Line);
    }

    private static Ink InkOf(Verdict verdict) => verdict switch
    {
        Verdict.Deny => Ink.Bad,
        Verdict.Warn => Ink.Doubtful,
        Verdict.Audit => Ink.Faint,
        _ => Ink.Good,
    };
}

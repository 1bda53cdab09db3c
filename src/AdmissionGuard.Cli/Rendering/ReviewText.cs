using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>A review for people: the verdict first, then the policies that there is something to say of, the gravest first.</summary>
internal static class ReviewText
{
    private const int ShownNames = 5;

    public static void Write(Page page, ReviewReport report)
    {
        var review = report.Review;
        var byKey = report.Changed.Changes.ToDictionary(change => change.Key);
        var spoken = review.Reviews.Where(policy => !policy.Findings.IsEmpty).OrderByDescending(policy => policy.Verdict).ToList();
        var silence = Silence(report);
        if (review.Reviews.IsEmpty)
        {
            page.Line("no NetworkPolicy in the change; nothing to review");
        }
        else
        {
            Headline(page, review, spoken.Count == 0 ? silence : null);
        }

        foreach (var policy in spoken)
        {
            page.Line();
            PolicyText.Write(page, policy, byKey[policy.Policy]);
        }

        Together(page, review.Effect, spoken);
        if (spoken.Count > 0 && silence is not null)
        {
            page.Line().Line(silence);
        }

        RolloutText.Write(page, review);
        if (!review.Notes.IsEmpty)
        {
            page.Line();
        }

        foreach (var note in review.Notes)
        {
            page.Add(Ink.Faint, "note:").Add(" ").Line(note);
        }
    }

    private static void Headline(Page page, ChangeSetReview review, string? silence)
    {
        var total = review.Reviews.Length;
        var (word, ink) = review.Verdict switch
        {
            Verdict.Deny => ("DENIED", Ink.Bad),
            Verdict.Warn => ("WARNED", Ink.Doubtful),
            _ => ("ALLOWED", Ink.Good),
        };
        page.Add(ink, word).Add("  ");
        if (review.Verdict < Verdict.Warn)
        {
            page.Line(silence ?? Policies(total));
            return;
        }

        var meant = review.Reviews.Where(policy => policy.Verdict == review.Verdict).Select(policy => policy.Policy.ToString()).ToList();
        var names = meant.Count <= ShownNames
            ? string.Join(", ", meant)
            : $"{string.Join(", ", meant.Take(ShownNames))} and {meant.Count - ShownNames} more";
        page.Line($"{(meant.Count == total ? Policies(total) : $"{meant.Count} of {Policies(total)}")}: {names}");
    }

    private static void Together(Page page, ConnectionEffect whole, List<PolicyReview> spoken)
    {
        var rest = JointEffect.Of(whole, spoken);
        if (spoken.Count > 0 && !(rest.Lost.IsEmpty && rest.Gained.IsEmpty))
        {
            page.Line().Add(Ink.Strong, "all changes together, besides the above").Line();
        }

        EffectText.Write(page, rest);
    }

    // `2 more policies: nothing to say; 1 more policy: unchanged`; null when there is something to say of each.
    private static string? Silence(ReviewReport report)
    {
        var silent = report.Review.Reviews.Where(policy => policy.Findings.IsEmpty).ToList();
        var unchanged = silent.Count(policy => report.IsUnchanged(policy.Policy));
        var more = silent.Count < report.Review.Reviews.Length ? "more " : "";
        var parts = new List<string>(2);
        if (silent.Count > unchanged)
        {
            parts.Add($"{Policies(silent.Count - unchanged, more)}: nothing to say");
        }

        if (unchanged > 0)
        {
            parts.Add($"{Policies(unchanged, more)}: unchanged");
        }

        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    private static string Policies(int count, string more = "") => count == 1 ? $"1 {more}policy" : $"{count} {more}policies";
}

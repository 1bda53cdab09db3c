using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>A review for people: the verdict first, then the policies that there is something to say of, the gravest first.</summary>
internal static class ReviewText
{
    private const int ShownNames = 5;

    public static void Write(Page page, ChangeSetReview review, ImmutableArray<PolicyChange> changes)
    {
        if (review.Reviews.IsEmpty)
        {
            page.Line("no NetworkPolicy in the change; nothing to review");
        }
        else
        {
            Headline(page, review);
        }

        var byKey = changes.ToDictionary(change => change.Key);
        var spoken = review.Reviews.Where(policy => !policy.Findings.IsEmpty).OrderByDescending(policy => policy.Verdict).ToList();
        foreach (var policy in spoken)
        {
            page.Line();
            PolicyText.Write(page, policy, byKey[policy.Policy]);
        }

        Silent(page, [.. review.Reviews.Where(policy => policy.Findings.IsEmpty)], byKey, spoken.Count > 0);
        if (spoken.Count == 0)
        {
            EffectText.Write(page, review.Effect);
        }

        if (!review.Notes.IsEmpty)
        {
            page.Line();
        }

        foreach (var note in review.Notes)
        {
            page.Add(Ink.Faint, "note:").Add(" ").Line(note);
        }
    }

    private static void Headline(Page page, ChangeSetReview review)
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
            page.Line(Policies(total));
            return;
        }

        var meant = review.Reviews.Where(policy => policy.Verdict == review.Verdict).Select(policy => policy.Policy.ToString()).ToList();
        var names = meant.Count <= ShownNames
            ? string.Join(", ", meant)
            : $"{string.Join(", ", meant.Take(ShownNames))} and {meant.Count - ShownNames} more";
        page.Line($"{(meant.Count == total ? Policies(total) : $"{meant.Count} of {Policies(total)}")}: {names}");
    }

    private static void Silent(
        Page page, List<PolicyReview> silent, Dictionary<Core.Model.ObjectKey, PolicyChange> changes, bool afterOthers)
    {
        var unchanged = silent.Count(policy => changes[policy.Policy] is { Before: { } before, After: { } after }
            && SpecText.Of(before.Spec) == SpecText.Of(after.Spec));
        if (silent.Count > 0)
        {
            page.Line();
        }

        var more = afterOthers ? "more " : "";
        if (silent.Count > unchanged)
        {
            page.Line($"{Policies(silent.Count - unchanged, more)}: nothing to say");
        }

        if (unchanged > 0)
        {
            page.Line($"{Policies(unchanged, more)}: unchanged");
        }
    }

    private static string Policies(int count, string more = "") => count == 1 ? $"1 {more}policy" : $"{count} {more}policies";
}

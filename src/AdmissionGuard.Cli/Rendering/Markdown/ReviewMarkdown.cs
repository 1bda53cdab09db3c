using System.Text;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering.Markdown;

/// <summary>A review as a comment on a pull request: the verdict first, a row for each policy, and the details folded away.</summary>
internal static class ReviewMarkdown
{
    /// <summary>The most characters that GitHub takes in a comment.</summary>
    public const int MaxLength = 65_536;

    // What is left for the last line, whatever it says.
    private const int Reserve = 300;
    private const int ShownRows = 50;

    // One policy with much to say of it must leave room for others.
    private const int MostOfAPolicy = 16_384;

    public static void Write(Page page, ReviewReport report)
    {
        var review = report.Review;
        var spoken = review.Reviews.Where(policy => !policy.Findings.IsEmpty).OrderByDescending(policy => policy.Verdict).ToList();
        var text = new StringBuilder();
        text.Append("## NetworkPolicy review: ").Append(Word(review.Verdict)).Append("\n\n");
        text.Append(Summary(review, spoken.Count)).Append('\n');
        Table(text, spoken);
        AddIfItFits(text, Rollout(review));
        var notes = review.Notes.Count(note => !AddIfItFits(text, $"\n> note: {MarkdownText.Prose(note)}\n"));

        // One that is too long does not keep out the shorter ones behind it.
        var left = spoken.Count(policy => !AddIfItFits(text, PolicyMarkdown.Of(report, policy, MostOfAPolicy)));
        if (!AddIfItFits(text, Together(review, spoken)) || left > 0 || notes > 0)
        {
            text.Append($"\n**The details of {Policies(left)}{(notes > 0 ? $" and {Wording.Count(notes, "note")}" : "")} are left out:** ");
            text.Append($"a comment holds {MaxLength:N0} characters at most. ");
            text.Append("Run `admission-guard review` with `-o text` or `-o json` to see all.\n");
        }

        page.Add(text.ToString());
    }

    /// <summary><c>denied</c>, <c>warned</c> or <c>allowed</c>.</summary>
    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Deny => "denied",
        Verdict.Warn => "warned",
        _ => "allowed",
    };

    private static string Summary(ChangeSetReview review, int spoken)
    {
        if (review.Reviews.IsEmpty)
        {
            return "No NetworkPolicy in the change; nothing to review.";
        }

        var parts = new[] { Verdict.Deny, Verdict.Warn }
            .Select(verdict => (verdict, count: review.Reviews.Count(policy => policy.Verdict == verdict)))
            .Where(part => part.count > 0)
            .Select(part => $"**{Policies(part.count)} {Word(part.verdict)}**").ToList();
        var rest = review.Reviews.Length - review.Reviews.Count(policy => policy.Verdict >= Verdict.Warn);
        if (rest > 0)
        {
            parts.Add($"{Policies(rest)} {Word(Verdict.Allow)}{(spoken == 0 ? ", with nothing to say" : "")}");
        }

        return $"{string.Join(", ", parts)}; {Connections(review)}.";
    }

    private static string Connections(ChangeSetReview review) => (review.Effect.Lost.Length, review.Effect.Gained.Length) switch
    {
        (0, 0) => "no connection lost or gained",
        var (lost, gained) => $"{Wording.Count(lost, "connection")} lost, {gained} gained",
    };

    private static void Table(StringBuilder text, List<PolicyReview> spoken)
    {
        if (spoken.Count == 0)
        {
            return;
        }

        text.Append("\n| policy | operation | verdict | findings |\n|---|---|---|---|\n");
        foreach (var policy in spoken.Take(ShownRows))
        {
            var rules = policy.Findings.Select(finding => MarkdownText.Cell(finding.Rule)).Distinct(StringComparer.Ordinal);
            text.Append($"| {MarkdownText.Cell(policy.Policy.ToString())} | {policy.Operation.Name()} | {policy.Verdict.Name()} | ");
            text.Append(string.Join(", ", rules)).Append(" |\n");
        }

        if (spoken.Count > ShownRows)
        {
            text.Append($"| and {spoken.Count - ShownRows} more | | | |\n");
        }
    }

    // The order and what GitOps tools meet, as in the text for people: it is a list of steps already.
    private static string Rollout(ChangeSetReview review)
    {
        var lines = RolloutText.Lines(review);
        return lines.Count == 0 ? "" : $"\n{MarkdownText.Block("text", lines)}";
    }

    private static string Together(ChangeSetReview review, List<PolicyReview> spoken)
    {
        var lines = EffectText.Lines(JointEffect.Of(review.Effect, spoken));
        return lines.Count == 0
            ? ""
            : $"\n{(spoken.Count > 0 ? "All changes together, besides the above:\n\n" : "")}{MarkdownText.Block("diff", lines)}";
    }

    private static bool AddIfItFits(StringBuilder text, string part)
    {
        var fits = text.Length + part.Length <= MaxLength - Reserve;
        if (fits)
        {
            text.Append(part);
        }

        return fits;
    }

    private static string Policies(int count) => count == 1 ? "1 policy" : $"{count:N0} policies";
}

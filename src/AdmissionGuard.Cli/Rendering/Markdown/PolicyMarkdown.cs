using System.Text;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering.Markdown;

/// <summary>The review of one policy, folded away behind a line that says its verdict.</summary>
internal static class PolicyMarkdown
{
    private const int ShownFindings = 20;

    /// <summary>The review of a policy.</summary>
    /// <param name="report">What it is a part of.</param>
    /// <param name="review">The review.</param>
    /// <param name="most">The most characters for its findings, the gravest first; what lets it pass is always there.</param>
    public static string Of(ReviewReport report, PolicyReview review, int most)
    {
        var text = new StringBuilder();
        text.Append("\n<details>\n<summary>").Append(MarkdownText.Html(review.Policy.ToString()));
        text.Append($": {review.Operation.Name()}, {review.Verdict.Name()}</summary>\n\n");
        var shown = 0;
        foreach (var finding in review.Findings.OrderByDescending(finding => finding.Action).Take(ShownFindings))
        {
            var part = Of(report, review, finding);
            if (text.Length + part.Length <= most)
            {
                text.Append(part);
                shown++;
            }
        }

        if (review.Findings.Length > shown)
        {
            var more = review.Findings.Length - shown;
            text.Append($"- and {more:N0} more {(more == 1 ? "finding" : "findings")}\n");
        }

        if (report.PassOf(review) is { } pass)
        {
            text.Append($"\nIf this is meant, {pass.Words}:\n\n");
            text.Append(MarkdownText.Block(pass.Command is null ? "yaml" : "sh", [pass.Line]));
        }

        var effect = EffectText.Lines(review.Effect);
        if (effect.Count > 0)
        {
            text.Append('\n').Append(MarkdownText.Block("diff", effect));
        }

        return text.Append("\n</details>\n").ToString();
    }

    private static string Of(ReviewReport report, PolicyReview review, Finding finding)
    {
        var text = new StringBuilder();
        var place = report.PlaceTextOf(review.Policy, finding.Field) is { } found ? $" in {MarkdownText.Code(found)}" : "";
        text.Append($"- **{(finding.IsAcknowledged ? "acknowledged" : finding.Action.Name())}** {MarkdownText.Code(finding.Rule)}: ");
        text.Append(MarkdownText.Prose(finding.Message)).Append('\n');
        text.Append($"  - field: {MarkdownText.Code(finding.Field)}{place}\n");
        text.Append("  - fix: ").Append(MarkdownText.Prose(finding.Remediation)).Append('\n');
        if (finding.Action > Verdict.Audit && PatchText.CommandOf(finding, review, report.ChangeOf(review.Policy)) is { } command)
        {
            text.Append($"  - patch, {PatchText.WhenOf(finding, review)}: {MarkdownText.Code(command)}\n");
        }

        return text.ToString();
    }
}

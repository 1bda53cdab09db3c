using System.Text;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering.Markdown;

/// <summary>The review of one policy, folded away behind a line that says its verdict.</summary>
internal static class PolicyMarkdown
{
    private const int ShownFindings = 20;

    public static string Of(ReviewReport report, PolicyReview review)
    {
        var text = new StringBuilder();
        text.Append("\n<details>\n<summary>").Append(MarkdownText.Html(review.Policy.ToString()));
        text.Append($": {review.Operation.Name()}, {review.Verdict.Name()}</summary>\n\n");
        foreach (var finding in review.Findings.Take(ShownFindings))
        {
            Add(text, report, review, finding);
        }

        if (review.Findings.Length > ShownFindings)
        {
            text.Append($"- and {review.Findings.Length - ShownFindings:N0} more findings\n");
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

    private static void Add(StringBuilder text, ReviewReport report, PolicyReview review, Finding finding)
    {
        var place = report.PlaceTextOf(review.Policy, finding.Field) is { } found ? $" in {MarkdownText.Code(found)}" : "";
        text.Append($"- **{(finding.IsAcknowledged ? "acknowledged" : finding.Action.Name())}** {MarkdownText.Code(finding.Rule)}: ");
        text.Append(MarkdownText.Prose(finding.Message)).Append('\n');
        text.Append($"  - field: {MarkdownText.Code(finding.Field)}{place}\n");
        text.Append("  - fix: ").Append(MarkdownText.Prose(finding.Remediation)).Append('\n');
        if (finding.Action > Verdict.Audit && PatchText.CommandOf(finding, review, report.ChangeOf(review.Policy)) is { } command)
        {
            text.Append($"  - patch, {PatchText.WhenOf(finding, review)}: {MarkdownText.Code(command)}\n");
        }
    }
}

using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>
/// A review as workflow commands of GitHub Actions: printed in a job's log, they become annotations of the changed lines
/// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
/// </summary>
internal static class ReviewGithub
{
    public static void Write(Page page, ReviewReport report)
    {
        foreach (var review in report.Review.Reviews.OrderByDescending(review => review.Verdict))
        {
            foreach (var finding in review.Findings)
            {
                var place = report.PlaceOf(review.Policy, finding.Field);
                var where = place is null
                    ? ""
                    : $"file={Property(RelativePath.Of(place.File, report.Directory))},line={place.Line},col={place.Column},";
                var pass = finding.Action == Verdict.Deny ? report.PassOf(review) : null;
                var hint = pass is null ? "" : $"\nIf this is meant, {pass.Words}: {pass.Line}";
                page.Add($"::{Command(finding.Action)} {where}title={Property($"{finding.Rule}: {review.Policy}")}::");
                page.Line(Data($"{(finding.IsAcknowledged ? "acknowledged: " : "")}{finding.Message}\n{finding.Remediation}{hint}"));
            }
        }

        foreach (var note in report.Review.Notes)
        {
            page.Line($"::notice title=AdmissionGuard::{Data(note)}");
        }

        var rollout = RolloutText.Lines(report.Review);
        if (rollout.Count > 0)
        {
            page.Line($"::notice title=AdmissionGuard::{Data(string.Join('\n', rollout))}");
        }

        // No annotation but a line of the log: else nobody could tell that nothing was found from that nothing was done.
        var total = report.Review.Reviews.Length;
        page.Line($"AdmissionGuard: {report.Review.Verdict.Name()}, {total} {(total == 1 ? "policy" : "policies")} reviewed");
    }

    private static string Command(Verdict action) => action switch
    {
        Verdict.Deny => "error",
        Verdict.Warn => "warning",
        _ => "notice",
    };

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}

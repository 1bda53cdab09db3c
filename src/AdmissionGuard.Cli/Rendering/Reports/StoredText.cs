namespace AdmissionGuard.Cli.Rendering.Reports;

/// <summary>Findings on stored policies for people.</summary>
internal static class StoredText
{
    public static void Write(Page page, StoredReport report)
    {
        var spoken = report.Reviews.Where(review => StoredReport.Spoken(review).Any()).OrderByDescending(review => review.Verdict).ToList();
        var policies = $"{report.Reviews.Length} {(report.Reviews.Length == 1 ? "policy" : "policies")}";
        page.Line(spoken.Count == 0 ? $"{policies}: nothing to say" : $"{spoken.Count} of {policies} with findings");
        foreach (var review in spoken)
        {
            page.Line().Add(Ink.Strong, review.Policy.ToString()).Line();
            foreach (var finding in StoredReport.Spoken(review))
            {
                PolicyText.Full(page, finding);
            }
        }
    }
}

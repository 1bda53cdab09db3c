using AdmissionGuard.Cli.Rendering;

namespace AdmissionGuard.Cli.Html;

/// <summary>The difference between two states as a page.</summary>
internal static class DiffHtml
{
    public static void Write(Page page, DiffReport report) => page.Add(HtmlPage.Of("What differs between two states – AdmissionGuard", json =>
    {
        PageHead.Write(json, "diff", report.Notes);
        PictureJson.Write(json, Picture.Of(report.Before, report.After, report.Options));
    }));
}

using AdmissionGuard.Cli.Rendering;

namespace AdmissionGuard.Cli.Html;

/// <summary>Who may talk to whom as a page.</summary>
internal static class ConnectionsHtml
{
    public static void Write(Page page, ConnectionsReport report) => page.Add(HtmlPage.Of("Who may talk to whom – AdmissionGuard", json =>
    {
        PageHead.Write(json, "connections", report.Notes);
        PictureJson.Write(json, Picture.Of(report.Connections, report.Index, report.Options));
    }));
}

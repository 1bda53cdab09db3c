using AdmissionGuard.Cli.Rendering.Reports;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Cli.Publishing;

/// <summary>Publishes what a command has found, and says in one line why it cannot.</summary>
internal static class Publication
{
    /// <summary>Writes reports into a cluster.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="report">The reviews of its policies.</param>
    /// <param name="place">The only namespace that is reported on; null for all.</param>
    /// <param name="time">Measures how long the server is silent.</param>
    /// <exception cref="PublishingException">The cluster knows no reports, or they cannot be written.</exception>
    public static async Task<PublishedReports> WriteAsync(ApiClient client, StoredReport report, string? place, TimeProvider time)
    {
        try
        {
            var served = await ServedReports.FindAsync(client, CancellationToken.None);
            var published = await new ReportPublisher(client, served[0], time).PublishAsync(report, place, CancellationToken.None);

            // Where OpenReports have come meanwhile, what former runs wrote as the older kind would stay for ever as it was.
            foreach (var other in served[1..])
            {
                var old = await new ReportPublisher(client, other, time).PublishAsync(new StoredReport([]), place, CancellationToken.None);
                published = published with { Deleted = published.Deleted + old.Deleted };
            }

            return published;
        }
        catch (ApiException e) when (e.Code == 403)
        {
            throw new PublishingException(
                $"{client.Server}: may not write reports: this user needs the verbs list, create, patch and delete on "
                + $"{ReportKind.OpenReports.Definition} or {ReportKind.PolicyReport.Definition} ({e.Message})",
                e);
        }
        catch (Exception e) when (e is ApiException or IOException or InvalidDataException or TimeoutException)
        {
            throw new PublishingException($"{client.Server}: cannot write reports: {e.Message}; what is written stays, run it again", e);
        }
        catch (HttpRequestException e)
        {
            // The transport has said already which server this is.
            throw new PublishingException($"cannot write reports: {e.Message}; what is written stays, run it again", e);
        }
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Cli.Rendering.Reports;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Cli.Publishing;

/// <summary>Which kind of report a cluster knows. The older one counts where OpenReports is not installed.</summary>
internal static class ServedReports
{
    private static readonly ReportKind[] ByPreference = [ReportKind.OpenReports, ReportKind.PolicyReport];

    /// <summary>Asks the API server for what it serves: the kind to write comes first.</summary>
    /// <exception cref="PublishingException">It knows neither.</exception>
    public static async Task<ImmutableArray<ReportKind>> FindAsync(ApiClient client, CancellationToken cancellation)
    {
        var served = ImmutableArray.CreateBuilder<ReportKind>();
        foreach (var kind in ByPreference)
        {
            if (await ServedKinds.ContainAsync(client, kind.ApiVersion, kind.Resource, cancellation))
            {
                served.Add(kind);
            }
        }

        if (served.Count > 0)
        {
            return served.DrainToImmutable();
        }

        var (newer, older) = (ReportKind.OpenReports, ReportKind.PolicyReport);
        throw new PublishingException(
            $"{client.Server}: the cluster knows no reports: install the CustomResourceDefinition {newer.Definition} ({newer.ApiVersion}, "
            + $"https://openreports.io) or {older.Definition} ({older.ApiVersion}); without --publish the report is printed");
    }
}

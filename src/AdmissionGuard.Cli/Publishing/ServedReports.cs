using System.Collections.Immutable;
using System.Text.Json;
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
            if (await IsServedAsync(client, kind, cancellation))
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

    // GET /apis/GROUP/VERSION answers an APIResourceList, and 404 where the group or this version of it is not served.
    private static async Task<bool> IsServedAsync(ApiClient client, ReportKind kind, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.GetAsync($"/apis/{kind.ApiVersion}", cancellation);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellation);
            return document.RootElement.GetProperty("resources").EnumerateArray()
                .Any(resource => resource.GetProperty("name").ValueEquals(kind.Resource));
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return false;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"the server's answer about {kind.ApiVersion} is no APIResourceList", e);
        }
    }
}

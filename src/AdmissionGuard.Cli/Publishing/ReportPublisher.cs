using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.Cli.Rendering.Reports;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Cli.Publishing;

/// <summary>
/// Writes reports on stored policies into a cluster: one for each namespace that has policies, applied on the server's side so that a
/// report that says what it said before is no write, and takes away those of namespaces that have no policy any more. Each report is whole
/// by itself: a run that breaks off is made good by the next.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="kind">As what.</param>
/// <param name="time">Measures how long the server is silent.</param>
internal sealed class ReportPublisher(ApiClient client, ReportKind kind, TimeProvider time)
{
    private readonly ObjectClient _objects = new(client, kind.ApiVersion, kind.Resource, time);

    /// <summary>Writes all reports of a run.</summary>
    /// <param name="report">The reviews.</param>
    /// <param name="place">The only namespace that is reported on; null for all.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<PublishedReports> PublishAsync(StoredReport report, string? place, CancellationToken cancellation)
    {
        var known = await KnownAsync(place, cancellation);
        var (written, unchanged, gone) = (0, 0, new List<string>());
        foreach (var space in StoredReports.ByNamespace(report))
        {
            var stored = await ApplyAsync(space.Key, [.. space], cancellation);
            known.Remove(space.Key, out var before);
            if (stored is null)
            {
                gone.Add(space.Key);
            }
            else if (before?.ResourceVersion == (string?)stored["metadata"]?["resourceVersion"])
            {
                unchanged++;
            }
            else
            {
                written++;
            }
        }

        var deleted = 0;
        foreach (var stale in known.Values)
        {
            deleted += await _objects.DeleteAsync(stale.Key, stale.Uid, cancellation) ? 1 : 0;
        }

        return new PublishedReports(kind, written, unchanged, deleted, [.. gone]);
    }

    /// <summary>The reports of former runs, by namespace.</summary>
    private async Task<SortedDictionary<string, WatchedObject<KnownReport>>> KnownAsync(string? place, CancellationToken cancellation)
    {
        var resource = ResourceKinds.OfJson(
            kind.Resource, kind.ApiVersion, kind.Kind, isNamespaced: true, PublishingJson.Default.KnownReport);
        var scope = new ObjectScope { Namespace = place, Labels = $"{StoredReports.MadeByLabel}={StoredReports.Name}" };
        var list = await new Lister<KnownReport>(client, resource, time, scope).ListAsync(find: null, progress: null, cancellation);

        // Somebody may have given the label to a report of theirs.
        return new SortedDictionary<string, WatchedObject<KnownReport>>(
            list.Objects.Where(item => item.Key.Name == StoredReports.Name).ToDictionary(item => item.Key.Namespace), StringComparer.Ordinal);
    }

    private async Task<JsonObject?> ApplyAsync(string space, IReadOnlyList<PolicyReview> reviews, CancellationToken cancellation)
    {
        try
        {
            return await _objects.ApplyAsync(Manifest(space, reviews), StoredReports.Name, cancellation);
        }
        catch (ApiException e) when (e.Code == 404 || e.Causes.Contains("NamespaceTerminating"))
        {
            // Nothing new can be made in a namespace that is being deleted, and what is there goes with it.
            return null;
        }
    }

    private JsonObject Manifest(string space, IReadOnlyList<PolicyReview> reviews)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(utf8))
        {
            StoredReports.Write(json, space, reviews, kind);
        }

        return JsonNode.Parse(utf8.WrittenSpan)!.AsObject();
    }
}

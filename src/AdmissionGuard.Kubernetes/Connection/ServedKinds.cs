using System.Text.Json;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>What an API server serves.</summary>
public static class ServedKinds
{
    /// <summary>
    /// Whether it serves a resource: <c>GET /apis/GROUP/VERSION</c> answers an APIResourceList, and 404 where the group or this version of
    /// it is not served.
    /// </summary>
    /// <param name="client">The server.</param>
    /// <param name="apiVersion">Group and version: <c>openreports.io/v1alpha1</c>.</param>
    /// <param name="resource">The resource, in the plural and small letters.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ApiException">The server refused to tell.</exception>
    /// <exception cref="InvalidDataException">What came is no APIResourceList.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    public static async Task<bool> ContainAsync(ApiClient client, string apiVersion, string resource, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        try
        {
            using var response = await client.GetAsync($"/apis/{apiVersion}", cancellation);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellation);
            return document.RootElement.GetProperty("resources").EnumerateArray().Any(item => item.GetProperty("name").ValueEquals(resource));
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return false;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"the server's answer about {apiVersion} is no APIResourceList", e);
        }
    }
}

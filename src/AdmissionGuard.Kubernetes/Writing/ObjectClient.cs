using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Writing;

/// <summary>
/// Reads and writes single objects of one resource, as JSON. What another has changed meanwhile is never overwritten: an update names the
/// <c>resourceVersion</c> that it was made from, and the API server refuses it with code 409 when there is a newer one.
/// </summary>
/// <param name="client">Where to.</param>
/// <param name="apiVersion">Group and version: <c>coordination.k8s.io/v1</c>.</param>
/// <param name="plural">The resource, in the plural and small letters: <c>leases</c>.</param>
/// <param name="time">Measures how long the server is silent.</param>
public sealed class ObjectClient(ApiClient client, string apiVersion, string plural, TimeProvider time)
{
    // An API server gives a write 34 seconds, admission included (--request-timeout is 60 s, webhooks get 30 s at most).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    private readonly string _root = apiVersion.Contains('/') ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";

    /// <summary>An object; null when there is none of this name.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<JsonObject?> FindAsync(ObjectKey key, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(deadline => client.GetAsync(PathOf(key), deadline), cancellation);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
    }

    /// <summary>All objects with some labels, in one answer: for the few that this program has made itself.</summary>
    /// <param name="place">Their namespace; empty for all.</param>
    /// <param name="labels">A label selector: <c>key</c>, <c>key=value</c>.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string place, string labels, CancellationToken cancellation)
    {
        var list = await CallAsync(
            deadline => client.GetAsync($"{PathIn(place)}?labelSelector={Uri.EscapeDataString(labels)}", deadline), cancellation);
        return [.. (list["items"] as JsonArray ?? []).OfType<JsonObject>()];
    }

    /// <summary>Makes an object, in the namespace that its metadata name. Returns it as it is stored.</summary>
    /// <exception cref="ApiException">The server refused; with code 409 when there is one of this name.</exception>
    public Task<JsonObject> CreateAsync(JsonObject value, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, PathIn(KeyOf(value).Namespace), value, cancellation);

    /// <summary>Replaces an object. Returns it as it is stored.</summary>
    /// <exception cref="ApiException">The server refused; with code 409 when it has been changed since it was read.</exception>
    public Task<JsonObject> UpdateAsync(JsonObject value, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, PathOf(KeyOf(value)), value, cancellation);

    /// <summary>Replaces the status of an object, and nothing else of it. Returns it as it is stored.</summary>
    /// <exception cref="ApiException">The server refused; with code 409 when it has been changed since it was read.</exception>
    public Task<JsonObject> UpdateStatusAsync(JsonObject value, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, $"{PathOf(KeyOf(value))}/status", value, cancellation);

    /// <summary>
    /// Merges fields into an object (RFC 7386): what the patch does not name stays, and a list is replaced whole. For fields that nobody
    /// else writes, so that it does not matter what others have changed meanwhile. Returns the object as it is stored.
    /// </summary>
    /// <param name="key">Its namespace and name.</param>
    /// <param name="patch">The fields.</param>
    /// <param name="isStatus">The fields are of its status, and nothing else of it can be changed.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ApiException">The server refused; with code 404 when there is none.</exception>
    public Task<JsonObject> MergeAsync(ObjectKey key, JsonObject patch, bool isStatus, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, isStatus ? $"{PathOf(key)}/status" : PathOf(key), patch, cancellation, "application/merge-patch+json");

    /// <summary>
    /// Applies an object on the server's side: made where there is none, and where there is one, its fields become these, those that this
    /// manager applied before and does not name any more go, and what others have added stays. Returns it as it is stored, which is no new
    /// version when nothing has changed.
    /// </summary>
    /// <param name="value">The object, whole as the manager wants it.</param>
    /// <param name="manager">Who applies: <c>admission-guard</c>.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ApiException">The server refused; with code 404 when the namespace is gone or the kind unknown.</exception>
    public Task<JsonObject> ApplyAsync(JsonObject value, string manager, CancellationToken cancellation) => SendAsync(
        HttpMethod.Patch,
        $"{PathOf(KeyOf(value))}?fieldManager={Uri.EscapeDataString(manager)}&force=true",
        value,
        cancellation,
        "application/apply-patch+yaml");

    /// <summary>Deletes an object, with those that it owns. Whether there was one: another may have been faster.</summary>
    /// <param name="key">Its namespace and name.</param>
    /// <param name="uid">Only the one that has this uid, and none of the same name that came after it.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ApiException">The server refused; with code 409 when it has another uid.</exception>
    public async Task<bool> DeleteAsync(ObjectKey key, string uid, CancellationToken cancellation)
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["preconditions"] = new JsonObject { ["uid"] = uid },
            ["propagationPolicy"] = "Background",
        };
        try
        {
            await SendAsync(HttpMethod.Delete, PathOf(key), options, cancellation);
            return true;
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return false;
        }
    }

    private static ObjectKey KeyOf(JsonObject value)
    {
        var metadata = value["metadata"] as JsonObject ?? throw new ArgumentException("an object without metadata", nameof(value));
        return new ObjectKey((string?)metadata["namespace"] ?? "", (string?)metadata["name"] ?? "");
    }

    private string PathIn(string place) =>
        place.Length == 0 ? $"{_root}/{plural}" : $"{_root}/namespaces/{Uri.EscapeDataString(place)}/{plural}";

    private string PathOf(ObjectKey key) => $"{PathIn(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";

    private Task<JsonObject> SendAsync(
        HttpMethod method, string path, JsonObject value, CancellationToken cancellation, string mediaType = "application/json")
    {
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(value, WritingJson.Default.JsonObject);
        return CallAsync(deadline => client.SendAsync(method, path, utf8, mediaType, deadline), cancellation);
    }

    private async Task<JsonObject> CallAsync(Func<CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var response = await call(either.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await JsonNode.ParseAsync(stream, cancellationToken: either.Token) as JsonObject
                ?? throw new InvalidDataException($"the server answered about {plural} with no object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the server answered about {plural} with what is no JSON", e);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"the server did not answer about {plural} for {Patience.TotalSeconds:0} s", e);
        }
    }
}

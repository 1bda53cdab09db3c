using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Enforcement.Receipts;

/// <summary>Reads and writes single objects of one of the companion's kinds.</summary>
/// <param name="objects">Where.</param>
/// <param name="type">How they are read and written.</param>
internal sealed class CompanionObjects<T>(ObjectClient objects, JsonTypeInfo<T> type)
    where T : class
{
    public async Task<T?> FindAsync(ObjectKey key, CancellationToken cancellation) =>
        await objects.FindAsync(key, cancellation) is { } stored ? Read(stored) : null;

    /// <exception cref="ApiException">The server refused; with code 409 when there is one of this name.</exception>
    public async Task<T> CreateAsync(T value, CancellationToken cancellation) => Read(await objects.CreateAsync(Write(value), cancellation));

    /// <exception cref="ApiException">The server refused; with code 409 when it has been changed since it was read.</exception>
    public async Task<T> UpdateStatusAsync(T value, CancellationToken cancellation) =>
        Read(await objects.UpdateStatusAsync(Write(value), cancellation));

    /// <summary>Merges fields that nobody else writes.</summary>
    /// <exception cref="ApiException">The server refused; with code 404 when there is none.</exception>
    public Task MergeAsync(ObjectKey key, string field, JsonNode fields, bool isStatus, CancellationToken cancellation) =>
        objects.MergeAsync(key, new JsonObject { [field] = fields }, isStatus, cancellation);

    public Task<bool> DeleteAsync(ObjectKey key, string uid, CancellationToken cancellation) => objects.DeleteAsync(key, uid, cancellation);

    private JsonObject Write(T value) => JsonSerializer.SerializeToNode(value, type)!.AsObject();

    private T Read(JsonObject stored)
    {
        try
        {
            return stored.Deserialize(type) ?? throw new InvalidDataException("the server answered with null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the server answered with an object that is none of ours: {e.Path}: {e.Message}", e);
        }
    }
}

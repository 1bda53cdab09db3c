using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Objects;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Ownership;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Changes objects that exist.</summary>
internal sealed class UpdateObject(ObjectStore store, Identities identities, ServiceAddresses addresses, WriteChecks checks)
{
    /// <summary>Puts what was sent in place of what is stored.</summary>
    /// <param name="value">Decoded and defaulted.</param>
    public Task<StoredObject> ReplaceAsync(WriteRequest request, JsonObject value, CancellationToken cancellation)
    {
        RequireSameNames(request.Path, ObjectLifecycle.Metadata(value));
        return TransformAsync(request, _ => value.DeepClone().AsObject(), cancellation);
    }

    /// <summary>
    /// Changes an object by a function of it: again on the newer one when somebody was faster, unless the result names a version.
    /// </summary>
    /// <param name="change">Makes the new object, decoded and defaulted, out of a copy of the old one with kind and apiVersion.</param>
    public async Task<StoredObject> TransformAsync(
        WriteRequest request, Func<JsonObject, JsonObject> change, CancellationToken cancellation)
    {
        while (true)
        {
            var old = store.Find(request.Kind, request.Path.Namespace, request.Path.Name)
                ?? throw new ApiStatusException(Statuses.NotFound(request.Kind, request.Path.Name));
            var next = change(Live(request, old));
            RequireSameNames(request.Path, ObjectLifecycle.Metadata(next));
            if (await StoreAsync(request, old, next, isApplied: false, cancellation) is { } stored)
            {
                return stored;
            }
        }
    }

    /// <summary>Puts a decoded and defaulted object in place of the one that was read; null when somebody was faster.</summary>
    /// <param name="isApplied">Whether the object's managedFields are already those that it shall have.</param>
    public async Task<StoredObject?> StoreAsync(
        WriteRequest request, StoredObject old, JsonObject next, bool isApplied, CancellationToken cancellation)
    {
        var (kind, path) = (request.Kind, request.Path);
        var metadata = ObjectLifecycle.Metadata(next);
        RequirePreconditions(kind, old, metadata);
        var before = Live(request, old);
        ObjectLifecycle.Continue(kind, before, next, path.Subresource);
        Identify(kind, old, metadata);
        if (!isApplied)
        {
            metadata["managedFields"] = OwnedUpdate.Owners(before, next, request.Shape, request.Writer(identities));
        }

        if (path.Subresource.Length == 0 && (kind.HasGeneration || kind.IsCustom))
        {
            metadata["generation"] = Generations.Next(before, next, request.Shape);
        }

        addresses.Allocate(kind, next, before);
        WriteChecks.Validate(request, next);
        var written = ObjectForm.Write(next, request.Shape);
        KeepTimes(before, written);
        await checks.UpdateAsync(request, before, written, cancellation);

        // What changes nothing makes no version.
        if (JsonNode.DeepEquals(before, written))
        {
            return old;
        }

        if (request.DryRun)
        {
            return new(path.Namespace, path.Name, old.Version, ObjectJson.Stored(written));
        }

        // The last finalizer is gone: so is the object.
        var isDone = ObjectLifecycle.IsGoing(written) && !ObjectLifecycle.IsHeld(written);
        return store.TrySwap(kind, path.Namespace, path.Name, old, isDone ? null : written);
    }

    /// <summary>Refuses an object whose name or namespace is not that of the path.</summary>
    public static void RequireSameNames(RequestPath path, JsonObject metadata)
    {
        if ((string?)metadata["name"] is { } name && name != path.Name)
        {
            throw new ApiStatusException(Statuses.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({path.Name})"));
        }

        if (path.Kind.Namespaced && (string?)metadata["namespace"] is { } space && space != path.Namespace)
        {
            throw new ApiStatusException(Statuses.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request"));
        }
    }

    /// <summary>What is stored, as decoding it shows it: tests store objects that lack defaults.</summary>
    public static JsonObject Live(WriteRequest request, StoredObject old) =>
        ObjectForm.Write(SentObject.Defaulted(request, ObjectViews.Whole(request.Kind, old)), request.Shape);

    private static void Identify(ResourceKind kind, StoredObject old, JsonObject metadata)
    {
        metadata["name"] = old.Name;
        if (kind.Namespaced)
        {
            metadata["namespace"] = old.Namespace;
        }

        metadata["resourceVersion"] = old.Version.ToString(CultureInfo.InvariantCulture);
    }

    private static void RequirePreconditions(ResourceKind kind, StoredObject old, JsonObject metadata)
    {
        var version = (string?)metadata["resourceVersion"] ?? "";
        if (version.Length > 0 && version != old.Version.ToString(CultureInfo.InvariantCulture))
        {
            throw new ApiStatusException(Statuses.Modified(kind, old.Name));
        }

        var uid = ObjectFields.Read(old, "metadata.uid");
        if ((string?)metadata["uid"] is { Length: > 0 } asked && asked != uid)
        {
            throw new ApiStatusException(Statuses.Conflict(
                kind, old.Name, $"Precondition failed: UID in precondition: {asked}, UID in object meta: {uid}"));
        }
    }

    // A write that changes nothing but the time at which its manager last wrote has not written.
    private static void KeepTimes(JsonObject before, JsonObject written)
    {
        if (JsonNode.DeepEquals(WithoutTimes(before), WithoutTimes(written)) && before["metadata"]?["managedFields"] is { } owners)
        {
            ObjectLifecycle.Metadata(written)["managedFields"] = owners.DeepClone();
        }
    }

    private static JsonObject WithoutTimes(JsonObject value)
    {
        var copy = value.DeepClone().AsObject();
        foreach (var entry in (copy["metadata"]?["managedFields"] as JsonArray ?? []).OfType<JsonObject>())
        {
            entry.Remove("time");
        }

        return copy;
    }
}

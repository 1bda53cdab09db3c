using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Changes objects that exist.</summary>
internal sealed class UpdateObject(ObjectStore store)
{
    /// <summary>Puts what was sent in place of what is stored.</summary>
    public StoredObject Replace(WriteRequest request, JsonObject sent)
    {
        RequireSameNames(request.Path, ObjectLifecycle.Metadata(sent));
        return Transform(request, _ => sent.DeepClone().AsObject());
    }

    /// <summary>
    /// Changes an object by a function of it: again on the newer one when somebody was faster, unless the result names a version.
    /// </summary>
    /// <param name="change">Makes the new object out of a copy of the old one, with kind and apiVersion.</param>
    public StoredObject Transform(WriteRequest request, Func<JsonObject, JsonObject> change)
    {
        var (kind, path) = (request.Kind, request.Path);
        while (true)
        {
            var old = store.Find(kind, path.Namespace, path.Name)
                ?? throw new ApiStatusException(Statuses.NotFound(kind, path.Name));
            var next = change(ObjectViews.Whole(kind, old));
            RequirePreconditions(kind, old, ObjectLifecycle.Metadata(next));
            var before = old.ToNode();
            ObjectLifecycle.Continue(kind, before, next, path.Subresource);
            if (Store(request, old, before, next) is { } stored)
            {
                return stored;
            }
        }
    }

    private static void RequireSameNames(RequestPath path, JsonObject metadata)
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

    private StoredObject? Store(WriteRequest request, StoredObject old, JsonObject before, JsonObject next)
    {
        var (kind, path) = (request.Kind, request.Path);
        next.Remove("kind");
        next.Remove("apiVersion");
        ObjectLifecycle.Metadata(next)["name"] = old.Name;
        if (kind.Namespaced)
        {
            ObjectLifecycle.Metadata(next)["namespace"] = old.Namespace;
        }

        ObjectLifecycle.Metadata(next)["resourceVersion"] = old.Version.ToString(CultureInfo.InvariantCulture);

        // What changes nothing makes no version.
        if (JsonNode.DeepEquals(before, next))
        {
            return old;
        }

        if (request.DryRun)
        {
            return new(path.Namespace, path.Name, old.Version, ObjectJson.Write(next));
        }

        // The last finalizer is gone: so is the object.
        var isDone = ObjectLifecycle.IsGoing(next) && !ObjectLifecycle.IsHeld(next);
        return store.TrySwap(kind, path.Namespace, path.Name, old, isDone ? null : next);
    }
}

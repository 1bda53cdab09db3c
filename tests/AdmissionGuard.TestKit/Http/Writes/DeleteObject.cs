using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Takes objects away, or marks them as going while finalizers hold them.</summary>
internal sealed class DeleteObject(ObjectStore store, Identities identities, WriteChecks checks)
{
    /// <summary>Deletes one.</summary>
    /// <param name="options">A <c>DeleteOptions</c>; its preconditions and dry run count, the rest is for what this server has not.</param>
    /// <param name="isOfCollection">Whether all objects of a collection go: webhooks are then told no name.</param>
    public async Task<DeletedObject> RunAsync(
        WriteRequest request, JsonObject options, bool isOfCollection, CancellationToken cancellation)
    {
        var (kind, path) = (request.Kind, request.Path);
        while (true)
        {
            var old = store.Find(kind, path.Namespace, path.Name)
                ?? throw new ApiStatusException(Statuses.NotFound(kind, path.Name));
            RequirePreconditions(kind, old, options["preconditions"] as JsonObject ?? []);
            var name = isOfCollection ? "" : path.Name;
            await checks.DeleteAsync(request, name, ObjectViews.Whole(kind, old), options, cancellation);
            if (Delete(kind, old, request.DryRun) is { } deleted)
            {
                return deleted;
            }
        }
    }

    private static void RequirePreconditions(ResourceKind kind, StoredObject old, JsonObject preconditions)
    {
        Require("UID", (string?)preconditions["uid"], ObjectFields.Read(old, "metadata.uid"));
        Require("ResourceVersion", (string?)preconditions["resourceVersion"], old.Version.ToString(CultureInfo.InvariantCulture));

        void Require(string what, string? asked, string found)
        {
            if (asked is not null && asked != found)
            {
                throw new ApiStatusException(Statuses.Conflict(
                    kind, old.Name, $"Precondition failed: {what} in precondition: {asked}, {what} in object meta: {found}"));
            }
        }
    }

    private DeletedObject? Delete(ResourceKind kind, StoredObject old, bool dryRun)
    {
        // The admission plugin NamespaceLifecycle calls them immortal.
        if (kind.GroupResource == "namespaces" && old.Name is ("default" or "kube-system" or "kube-public"))
        {
            throw new ApiStatusException(Statuses.Forbidden(kind, old.Name, "this namespace may not be deleted"));
        }

        var node = old.ToNode();
        if (!ObjectLifecycle.IsHeld(node))
        {
            return dryRun ? new(old, true)
                : store.TrySwap(kind, old.Namespace, old.Name, old, null) is { } removed ? new(removed, true) : null;
        }

        if (ObjectLifecycle.IsGoing(node))
        {
            return new(old, false);
        }

        ObjectLifecycle.MarkDeleted(kind, node, identities);
        if (kind.GroupResource == "namespaces")
        {
            node["status"] = new JsonObject { ["phase"] = "Terminating" };
        }

        return dryRun ? new(new(old.Namespace, old.Name, old.Version, ObjectJson.Stored(node)), false)
            : store.TrySwap(kind, old.Namespace, old.Name, old, node) is { } marked ? new(marked, false) : null;
    }
}

/// <summary>What a delete did.</summary>
/// <param name="Object">Its last state.</param>
/// <param name="IsGone">False while finalizers hold it.</param>
internal sealed record DeletedObject(StoredObject Object, bool IsGone);

using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>What the namespace controller does: empties a namespace that was deleted, and then lets go of it.</summary>
internal sealed class NamespaceContent(ObjectStore store, ServedResources served, DeleteObject deleteObject)
{
    /// <summary>Whom admission sees deleting.</summary>
    public static readonly ApiUser Controller =
        (ApiUser.ServiceAccount("kube-system", "namespace-controller") with { Uid = "7f9c5dc5-8bf5-42cc-81e2-d523898dce9e" })
        .WithCredential("JTI=2572e02d-33b7-4129-95ca-d1b04275855a");

    /// <summary>Why nothing can be created in a namespace that goes.</summary>
    public static ApiStatus Terminating(ResourceKind kind, string @namespace, string name)
    {
        var status = Statuses.Forbidden(
            kind, name, $"unable to create new content in namespace {@namespace} because it is being terminated");
        status.Details!["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {@namespace} is being terminated",
            ["field"] = "metadata.namespace",
        });
        return status;
    }

    /// <summary>
    /// Deletes what lies in a namespace and then the namespace, unless something in it is held, or a webhook does not let it go.
    /// </summary>
    public async Task RemoveAsync(string @namespace, CancellationToken cancellation)
    {
        foreach (var kind in served.All.Where(kind => kind.Namespaced && kind.Verbs.Contains("delete", StringComparer.Ordinal)))
        {
            foreach (var stored in store.Read(kind).In(@namespace))
            {
                await DeleteAsync(kind, stored, cancellation);
            }
        }

        var isEmpty = !served.All.Any(kind => kind.Namespaced && store.Read(kind).In(@namespace).Any());
        if (isEmpty)
        {
            Finalize(@namespace);
        }
    }

    // Ordered by namespace: a namespace is read without looking at the others, of which there may be thousands.
    private IEnumerable<StoredObject> Content(ResourceKind kind, string @namespace)
    {
        var snapshot = store.Read(kind);
        var (start, end) = snapshot.Range(@namespace);
        return Enumerable.Range(start, end - start).Select(at => snapshot.Objects[at]);
    }

    private async Task DeleteAsync(ResourceKind kind, StoredObject stored, CancellationToken cancellation)
    {
        var request = new WriteRequest(new(kind, stored.Namespace, stored.Name, ""), Controller, false, "", "", null, "");
        try
        {
            var options = new JsonObject { ["propagationPolicy"] = "Background" };
            await deleteObject.RunAsync(request, options, isOfCollection: true, cancellation);
        }
        catch (ApiStatusException)
        {
            // Either somebody else deleted it meanwhile, which is as good, or a webhook refuses: then it stays, and the namespace with it.
        }
    }

    private void Finalize(string @namespace)
    {
        while (store.Find(BuiltInResources.Namespaces, "", @namespace) is { } found)
        {
            var node = found.ToNode();
            node["spec"]?.AsObject().Remove("finalizers");
            var next = ObjectLifecycle.IsHeld(node) ? node : null;
            if (store.TrySwap(BuiltInResources.Namespaces, "", @namespace, found, next) is not null)
            {
                return;
            }
        }
    }
}

using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Makes objects.</summary>
internal sealed class CreateObject(ObjectStore store, Identities identities)
{
    /// <summary>Makes one out of what was sent.</summary>
    public StoredObject Run(WriteRequest request, JsonObject sent)
    {
        var (kind, path) = (request.Kind, request.Path);
        var metadata = ObjectLifecycle.Metadata(sent);
        var name = NameOf(metadata);
        var @namespace = NamespaceOf(path, metadata);
        if (metadata.Remove("resourceVersion", out var version) && (string?)version is { Length: > 0 })
        {
            throw new ApiStatusException(Statuses.BadRequest("resourceVersion should not be set on objects to be created"));
        }

        RequireNamespace(kind, @namespace, name);
        if (store.Find(kind, @namespace, name) is not null)
        {
            throw new ApiStatusException(Statuses.AlreadyExists(kind, name));
        }

        ObjectLifecycle.Begin(kind, sent, @namespace, name, identities);
        return request.DryRun
            ? new StoredObject(@namespace, name, 0, ObjectJson.WithoutVersion(sent))
            : store.TrySwap(kind, @namespace, name, null, sent)
                ?? throw new ApiStatusException(Statuses.AlreadyExists(kind, name));
    }

    private static string NamespaceOf(RequestPath path, JsonObject metadata)
    {
        if (!path.Kind.Namespaced)
        {
            return "";
        }

        var said = (string?)metadata["namespace"] ?? path.Namespace;
        if (path.Namespace.Length == 0)
        {
            throw new ApiStatusException(Statuses.MethodNotAllowed());
        }

        return said == path.Namespace
            ? path.Namespace
            : throw new ApiStatusException(Statuses.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request"));
    }

    private string NameOf(JsonObject metadata)
    {
        if ((string?)metadata["name"] is { Length: > 0 } name)
        {
            return name;
        }

        return (string?)metadata["generateName"] is { Length: > 0 } prefix
            ? identities.NextName(prefix)
            : throw new ApiStatusException(Statuses.BadRequest("name or generateName is required"));
    }

    private void RequireNamespace(ResourceKind kind, string @namespace, string name)
    {
        if (!kind.Namespaced)
        {
            return;
        }

        var found = store.Find(BuiltInResources.Namespaces, "", @namespace)
            ?? throw new ApiStatusException(Statuses.NotFound(BuiltInResources.Namespaces, @namespace));
        if (ObjectFields.Read(found, "metadata.deletionTimestamp").Length > 0)
        {
            throw new ApiStatusException(NamespaceContent.Terminating(kind, @namespace, name));
        }
    }
}

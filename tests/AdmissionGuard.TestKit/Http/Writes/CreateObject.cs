using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Defaults;
using AdmissionGuard.TestKit.Objects.Ownership;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Makes objects.</summary>
internal sealed class CreateObject(ObjectStore store, Identities identities, ServiceAddresses addresses, WriteChecks checks)
{
    /// <summary>Makes one out of what was sent.</summary>
    /// <param name="value">Decoded and defaulted.</param>
    public Task<StoredObject> RunAsync(WriteRequest request, JsonObject value, CancellationToken cancellation)
    {
        ObjectLifecycle.Metadata(value)["managedFields"] =
            OwnedUpdate.Owners(null, value, request.Shape, request.Writer(identities));
        return RunOwnedAsync(request, value, cancellation);
    }

    /// <summary>Makes one whose owners are known: that of an apply.</summary>
    public async Task<StoredObject> RunOwnedAsync(WriteRequest request, JsonObject value, CancellationToken cancellation)
    {
        var kind = request.Kind;
        var metadata = ObjectLifecycle.Metadata(value);
        var name = NameOf(metadata);
        var @namespace = NamespaceOf(request.Path, metadata);
        if (metadata.Remove("resourceVersion", out var version) && (string?)version is { Length: > 0 })
        {
            throw new ApiStatusException(Statuses.BadRequest("resourceVersion should not be set on objects to be created"));
        }

        RequireNamespace(kind, @namespace, name);
        ObjectLifecycle.Begin(kind, value, @namespace, name, identities);
        ObjectDefaults.Fill(kind.Group, kind.Kind, value);
        ObjectDefaults.FillCreated(kind.Group, kind.Kind, value);
        addresses.Allocate(kind, value, null);
        WriteChecks.Validate(request, value);
        var written = ObjectForm.Write(value, request.Shape);
        await checks.CreateAsync(request, written, cancellation);
        if (request.DryRun && store.Find(kind, @namespace, name) is null)
        {
            return new StoredObject(@namespace, name, 0, ObjectJson.WithoutVersion(written));
        }

        return (request.DryRun ? null : store.TrySwap(kind, @namespace, name, null, written))
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

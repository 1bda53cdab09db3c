using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Ownership;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Applies configurations on the server's side: makes the object, or changes what its manager owns.</summary>
internal sealed class ApplyObject(ObjectStore store, Identities identities, CreateObject create, UpdateObject update)
{
    /// <summary>Applies what was sent.</summary>
    /// <returns>What is stored now, and whether it is new.</returns>
    public async Task<(StoredObject Stored, bool IsNew)> RunAsync(WriteRequest request, byte[] sent, CancellationToken cancellation)
    {
        if (request.FieldManager.Length == 0)
        {
            throw new ApiStatusException(Statuses.Invalid(
                "meta.k8s.io", "PatchOptions", "", ("FieldValueRequired", "fieldManager", "Required value: is required for apply patch")));
        }

        var configuration = Configuration(request, sent);
        while (true)
        {
            var old = store.Find(request.Kind, request.Path.Namespace, request.Path.Name);
            if (old is null)
            {
                RequireCreatable(request, configuration);
                var made = Applied(request, null, configuration);
                return (await create.RunOwnedAsync(request, made, cancellation), true);
            }

            var next = Applied(request, UpdateObject.Live(request, old), configuration);
            if (await update.StoreAsync(request, old, next, isApplied: true, cancellation) is { } stored)
            {
                return (stored, false);
            }
        }
    }

    private JsonObject Applied(WriteRequest request, JsonObject? live, JsonObject configuration)
    {
        var writer = request.Writer(identities);
        try
        {
            return SentObject.Defaulted(
                request, ClientSideApply.Apply(live, configuration, request.Shape, writer, request.Force == true));
        }
        catch (ApplyConflictException conflict)
        {
            throw new ApiStatusException(Conflict(conflict.Message, conflict.Conflicts));
        }
    }

    private static ApiStatus Conflict(string message, ImmutableArray<(FieldOwner Owner, ImmutableList<string> Place)> conflicts) =>
        new(409, "Conflict", message)
        {
            Details = new JsonObject
            {
                ["causes"] = new JsonArray([.. conflicts.Select(conflict => new JsonObject
                {
                    ["reason"] = "FieldManagerConflict",
                    ["message"] = $"conflict with {conflict.Owner}",
                    ["field"] = FieldSet.Text(conflict.Place),
                })]),
            },
        };

    private static void RequireCreatable(WriteRequest request, JsonObject configuration)
    {
        if (request.Path.Subresource.Length > 0)
        {
            throw new ApiStatusException(Statuses.NotFound(request.Kind, request.Path.Name));
        }

        if ((string?)configuration["metadata"]?["resourceVersion"] is { Length: > 0 })
        {
            throw new ApiStatusException(Statuses.Modified(request.Kind, request.Path.Name));
        }
    }

    private static JsonObject Configuration(WriteRequest request, byte[] sent)
    {
        var value = Parse(sent);
        var kind = request.Kind;
        if ((string?)value["apiVersion"] != kind.ApiVersion || (string?)value["kind"] != kind.Kind)
        {
            throw new ApiStatusException(Statuses.BadRequest(
                $"the applied configuration must say apiVersion: {kind.ApiVersion} and kind: {kind.Kind}"));
        }

        var metadata = ObjectLifecycle.Metadata(value);
        UpdateObject.RequireSameNames(request.Path, metadata);
        if (metadata["managedFields"] is JsonArray { Count: > 0 })
        {
            throw new ApiStatusException(Statuses.BadRequest("metadata.managedFields must be nil"));
        }

        RequireKnownFields(request, value);
        metadata["name"] = request.Path.Name;
        return value;
    }

    private static JsonObject Parse(byte[] sent)
    {
        try
        {
            return YamlText.Parse(Encoding.UTF8.GetString(sent)) as JsonObject
                ?? throw new FormatException("error decoding YAML: no object");
        }
        catch (FormatException broken)
        {
            throw new ApiStatusException(Statuses.BadRequest(broken.Message));
        }
    }

    // What is applied must be typed, whatever fieldValidation says.
    private static void RequireKnownFields(WriteRequest request, JsonObject value)
    {
        var kind = request.Kind;
        string? fault;
        try
        {
            fault = FieldCheck.Unknown(value, request.Shape) is [var first, ..]
                ? $".{first.Split('"')[1]}: field not declared in schema"
                : null;
        }
        catch (DecodeException broken)
        {
            fault = broken.Message;
        }

        if (fault is not null)
        {
            var named = kind.Namespaced ? $"{request.Path.Namespace}/{request.Path.Name}" : $"/{request.Path.Name}";
            throw new ApiStatusException(new ApiStatus(
                500, "", $"failed to create typed patch object ({named}; {kind.ApiVersion}, Kind={kind.Kind}): {fault}"));
        }
    }
}

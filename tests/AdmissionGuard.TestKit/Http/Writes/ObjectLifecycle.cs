using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>What the server, and no client, decides about an object's metadata when it is made, changed and taken away.</summary>
internal static class ObjectLifecycle
{
    // The client may say these, the server knows better.
    private static readonly string[] ServersOwn =
        ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];

    /// <summary>Makes a new object out of what was sent.</summary>
    public static void Begin(ResourceKind kind, JsonObject value, string @namespace, string name, Identities identities)
    {
        var metadata = Metadata(value);
        foreach (var field in ServersOwn)
        {
            metadata.Remove(field);
        }

        metadata["name"] = name;
        if (kind.Namespaced)
        {
            metadata["namespace"] = @namespace;
        }

        metadata["uid"] = identities.NextUid();
        metadata["creationTimestamp"] = identities.Now();
        if (kind.HasGeneration || kind.IsCustom)
        {
            metadata["generation"] = 1;
        }

        if (kind.HasStatus)
        {
            value.Remove("status");
        }
    }

    /// <summary>Carries over what an update must not touch; the generation is counted later, by what it changes.</summary>
    public static void Continue(ResourceKind kind, JsonObject old, JsonObject next, string subresource)
    {
        var (before, after) = (Metadata(old), Metadata(next));
        foreach (var field in ServersOwn)
        {
            Carry(before, after, field);
        }

        if (kind.HasStatus)
        {
            if (subresource == "status")
            {
                KeepAllButStatus(old, next);
            }
            else
            {
                Carry(old, next, "status");
            }
        }
    }

    /// <summary>Marks an object that finalizers hold as going.</summary>
    public static void MarkDeleted(ResourceKind kind, JsonObject value, Identities identities)
    {
        var metadata = Metadata(value);
        metadata["deletionTimestamp"] = identities.Now();
        metadata["deletionGracePeriodSeconds"] = 0;
        if (kind.HasGeneration || kind.IsCustom)
        {
            metadata["generation"] = (metadata["generation"]?.Whole() ?? 0) + 1;
        }
    }

    /// <summary>Whether anything still holds an object that was deleted.</summary>
    public static bool IsHeld(JsonObject value) =>
        Metadata(value)["finalizers"] is JsonArray { Count: > 0 } || value["spec"]?["finalizers"] is JsonArray { Count: > 0 };

    /// <summary>Whether an object was deleted and is only held.</summary>
    public static bool IsGoing(JsonObject value) => Metadata(value)["deletionTimestamp"] is not null;

    /// <summary>The metadata, made when there is none.</summary>
    public static JsonObject Metadata(JsonObject value)
    {
        if (value["metadata"] is not JsonObject metadata)
        {
            value["metadata"] = metadata = [];
        }

        return metadata;
    }

    private static void KeepAllButStatus(JsonObject old, JsonObject next)
    {
        foreach (var (field, _) in next.ToArray())
        {
            if (field is not ("metadata" or "status" or "kind" or "apiVersion"))
            {
                next.Remove(field);
            }
        }

        foreach (var (field, value) in old)
        {
            if (field is not ("metadata" or "status"))
            {
                next[field] = value?.DeepClone();
            }
        }

        foreach (var field in new[] { "labels", "annotations", "finalizers", "ownerReferences" })
        {
            Carry(Metadata(old), Metadata(next), field);
        }
    }

    private static void Carry(JsonObject from, JsonObject to, string field)
    {
        if (from[field] is { } value)
        {
            to[field] = value.DeepClone();
        }
        else
        {
            to.Remove(field);
        }
    }
}

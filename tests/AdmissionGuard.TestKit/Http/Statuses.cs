using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Http;

/// <summary>The refusals of kube-apiserver in its own words (apimachinery's <c>pkg/api/errors</c>, and the recordings).</summary>
public static class Statuses
{
    /// <summary>No credentials, or unknown ones.</summary>
    public static readonly ApiStatus Unauthorized = new(401, "Unauthorized", "Unauthorized");

    /// <summary>A path below an API group that means nothing.</summary>
    public static readonly ApiStatus UnknownResource =
        new(404, "NotFound", "the server could not find the requested resource") { Details = [] };

    /// <summary>A list's later page, after a compaction; the token goes on with what is there now.</summary>
    public static ApiStatus ExpiredContinue(string token) => new(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue "
        + "parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided "
        + "token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was "
        + "returned and now may show up in the list.")
    {
        Continue = token,
    };

    /// <summary>A list at exactly one version, after a compaction.</summary>
    public static readonly ApiStatus ExpiredList =
        new(410, "Expired", "The resourceVersion for the provided list is too old.");

    /// <summary>A watch from a version that is compacted.</summary>
    public static ApiStatus TooOld(long asked, long oldest) =>
        new(410, "Expired", $"too old resource version: {asked} ({oldest})");

    /// <summary>A version from the future.</summary>
    public static ApiStatus TooLarge(long asked, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}")
        {
            Details = new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject
                {
                    ["reason"] = "ResourceVersionTooLarge",
                    ["message"] = "Too large resource version",
                }),
            },
            RetryAfterSeconds = 1,
        };

    /// <summary>There is no such object.</summary>
    public static ApiStatus NotFound(ResourceKind kind, string name) =>
        new(404, "NotFound", $"{kind.GroupResource} \"{name}\" not found") { Details = About(kind, name) };

    /// <summary>There is such an object already.</summary>
    public static ApiStatus AlreadyExists(ResourceKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.GroupResource} \"{name}\" already exists") { Details = About(kind, name) };

    /// <summary>Somebody else was faster.</summary>
    public static ApiStatus Conflict(ResourceKind kind, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.GroupResource} \"{name}\": {why}") { Details = About(kind, name) };

    /// <summary>The object changed since it was read.</summary>
    public static ApiStatus Modified(ResourceKind kind, string name) => Conflict(
        kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>A request that cannot be understood.</summary>
    public static ApiStatus BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>A verb that the resource has not.</summary>
    public static ApiStatus MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource") { Details = [] };

    /// <summary>A body in a form that is not understood.</summary>
    public static ApiStatus UnsupportedMediaType(params string[] accepted) => new(
        415,
        "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    /// <summary>An Accept header that nothing satisfies.</summary>
    public static readonly ApiStatus NotAcceptable = new(
        406, "NotAcceptable", "only the following media types are accepted: application/json");

    /// <summary>An object that breaks rules: what is wrong, field by field.</summary>
    public static ApiStatus Invalid(
        string group, string kind, string name, params (string Reason, string Field, string Message)[] causes) =>
        new(422, "Invalid", $"{QualifiedKind(group, kind)} \"{name}\" is invalid: {Sentence(causes)}")
        {
            Details = InvalidDetails(group, kind, name, causes),
        };

    /// <summary>Not allowed to touch a resource.</summary>
    public static ApiStatus Forbidden(ResourceKind kind, string name, string why)
    {
        var subject = name.Length == 0 ? kind.GroupResource : $"{kind.GroupResource} \"{name}\"";
        return new(403, "Forbidden", $"{subject} is forbidden: {why}") { Details = About(kind, name) };
    }

    /// <summary>Not allowed to ask for a path.</summary>
    public static ApiStatus ForbiddenPath(string user, string verb, string path) =>
        new(403, "Forbidden", $"forbidden: User \"{user}\" cannot {verb} path \"{path}\"") { Details = [] };

    /// <summary>What a status is about: name, group and, under <c>kind</c>, the resource.</summary>
    public static JsonObject About(ResourceKind kind, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (kind.Group.Length > 0)
        {
            details["group"] = kind.Group;
        }

        details["kind"] = kind.Plural;
        return details;
    }

    private static string QualifiedKind(string group, string kind) => group.Length == 0 ? kind : $"{kind}.{group}";

    private static string Sentence((string Reason, string Field, string Message)[] causes)
    {
        var parts = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        return parts.Count == 1 ? parts[0] : $"[{string.Join(", ", parts)}]";
    }

    private static JsonObject InvalidDetails(
        string group, string kind, string name, (string Reason, string Field, string Message)[] causes)
    {
        var details = new JsonObject { ["name"] = name, ["kind"] = kind };
        if (group.Length > 0)
        {
            details["group"] = group;
        }

        details["causes"] = new JsonArray([.. causes.Select(cause => new JsonObject
        {
            ["reason"] = cause.Reason,
            ["message"] = cause.Message,
            ["field"] = cause.Field,
        })]);
        return details;
    }
}

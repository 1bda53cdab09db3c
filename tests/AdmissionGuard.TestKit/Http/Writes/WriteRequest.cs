using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>A request to change something: what, by whom, and with which options.</summary>
/// <param name="Path">What it is about.</param>
/// <param name="User">Who wants it.</param>
/// <param name="DryRun">Whether nothing shall be stored.</param>
/// <param name="FieldManager">As given; empty when the user agent's name is meant.</param>
/// <param name="FieldValidation">As given: <c>Strict</c>, <c>Warn</c>, <c>Ignore</c> or empty.</param>
/// <param name="Force">For a server-side apply: take fields from their owners.</param>
/// <param name="UserAgent">Of the client.</param>
internal sealed record WriteRequest(
    RequestPath Path, ApiUser User, bool DryRun, string FieldManager, string FieldValidation, bool Force, string UserAgent)
{
    public ResourceKind Kind => Path.Kind;

    /// <summary>Reads the options out of a query.</summary>
    public static WriteRequest Read(RequestPath path, ApiUser user, HttpRequest request) => new(
        path,
        user,
        IsDryRun(request.Query["dryRun"].ToArray(), path),
        request.Query["fieldManager"].ToString(),
        request.Query["fieldValidation"].ToString(),
        request.Query["force"] == "true",
        request.Headers.UserAgent.ToString());

    /// <summary>Whether directives ask for a dry run; the only one there is says <c>All</c>.</summary>
    public static bool IsDryRun(IEnumerable<string?> directives, RequestPath path)
    {
        var given = directives.Where(directive => directive is { Length: > 0 }).ToList();
        return given.Find(directive => directive != "All") is not { } unknown
            ? given.Count > 0
            : throw new ApiStatusException(Statuses.Invalid(
                "meta.k8s.io",
                "Options",
                path.Name,
                ("FieldValueNotSupported", "dryRun", $"Unsupported value: [\"{unknown}\"]: supported values: \"All\"")));
    }
}

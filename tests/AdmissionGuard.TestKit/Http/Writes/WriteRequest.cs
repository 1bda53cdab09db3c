using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Objects.Ownership;
using AdmissionGuard.TestKit.Objects.Shapes;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>A request to change something: what, by whom, and with which options.</summary>
/// <param name="Path">What it is about.</param>
/// <param name="User">Who wants it.</param>
/// <param name="DryRun">Whether nothing shall be stored.</param>
/// <param name="FieldManager">As given; empty when the user agent's name is meant.</param>
/// <param name="FieldValidation">As given: <c>Strict</c>, <c>Warn</c>, <c>Ignore</c> or empty.</param>
/// <param name="Force">For a server-side apply: take fields from their owners. Null when it is not said.</param>
/// <param name="UserAgent">Of the client.</param>
internal sealed record WriteRequest(
    RequestPath Path, ApiUser User, bool DryRun, string FieldManager, string FieldValidation, bool? Force, string UserAgent)
{
    // As long as a manager's name may be (metav1.FieldManagerMaxLength).
    private const int LongestManager = 128;

    public ResourceKind Kind => Path.Kind;

    /// <summary>What is known of the kind's fields.</summary>
    public Shape Shape => ShapeCatalog.Of(Kind.Group, Kind.Kind);

    /// <summary>What the client is warned of.</summary>
    public WarningHeaders Warnings { get; } = new();

    /// <summary>Reads the options out of a query.</summary>
    public static WriteRequest Read(RequestPath path, ApiUser user, HttpRequest request) => new(
        path,
        user,
        IsDryRun(request.Query["dryRun"].ToArray(), path),
        request.Query["fieldManager"].ToString(),
        request.Query["fieldValidation"].ToString(),
        request.Query.TryGetValue("force", out var force) ? force == "true" || force == "1" : null,
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

    /// <summary>Who owns what this request changes: the field manager, else the User-Agent up to its first slash.</summary>
    public Writer Writer(Identities identities)
    {
        var manager = FieldManager.Length > 0 ? FieldManager : UserAgent.Split('/')[0];
        return new Writer(
            manager.Length == 0 ? "unknown" : manager[..Math.Min(manager.Length, LongestManager)],
            Kind.ApiVersion,
            Path.Subresource,
            identities.Now());
    }

    /// <summary>The options as webhooks see them.</summary>
    /// <param name="kind"><c>CreateOptions</c> or <c>UpdateOptions</c>: a patch is one of them.</param>
    public JsonObject Options(string kind)
    {
        var options = new JsonObject { ["kind"] = kind, ["apiVersion"] = "meta.k8s.io/v1" };
        if (DryRun)
        {
            options["dryRun"] = new JsonArray("All");
        }

        if (FieldManager.Length > 0)
        {
            options["fieldManager"] = FieldManager;
        }

        if (FieldValidation.Length > 0)
        {
            options["fieldValidation"] = FieldValidation;
        }

        return options;
    }
}

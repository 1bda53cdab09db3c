using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>One webhook of a stored configuration, defaulted.</summary>
/// <param name="Name">As messages name it.</param>
/// <param name="Json">Its selectors and its clientConfig.</param>
internal sealed record Webhook(string Name, JsonObject Json)
{
    /// <summary>Which requests it wants to see.</summary>
    public ImmutableArray<WebhookRule> Rules { get; } = [.. Objects(Json, "rules").Select(WebhookRule.Read)];

    /// <summary>Expressions that must all hold.</summary>
    public ImmutableArray<string> Conditions { get; } =
        [.. Objects(Json, "matchConditions").Select(condition => Text(condition, "expression"))];

    /// <summary>Whether a call that fails lets the request pass.</summary>
    public bool IgnoresFailures => Text(Json, "failurePolicy") == "Ignore";

    /// <summary>Whether it may be called in a dry run.</summary>
    public bool AllowsDryRun => Text(Json, "sideEffects") is "None" or "NoneOnDryRun";

    /// <summary>How long a call may take, in seconds.</summary>
    public long TimeoutSeconds => Json["timeoutSeconds"]?.Whole() ?? 10;

    /// <summary>The webhooks of configurations, in the order in which they are listed.</summary>
    /// <param name="configurations">Objects of either kind of webhook configuration, sorted by name.</param>
    public static IEnumerable<Webhook> ReadAll(IEnumerable<JsonObject> configurations) =>
        configurations.SelectMany(configuration => Objects(configuration, "webhooks"))
            .Select(webhook => new Webhook(Text(webhook, "name"), webhook));

    private static IEnumerable<JsonObject> Objects(JsonObject parent, string list) =>
        (parent[list] as JsonArray ?? []).OfType<JsonObject>();

    private static string Text(JsonObject parent, string name) => (string?)parent[name] ?? "";
}

/// <summary>Operations, groups, versions and resources of a rule.</summary>
internal sealed record WebhookRule(
    ImmutableArray<string> Operations,
    ImmutableArray<string> Groups,
    ImmutableArray<string> Versions,
    ImmutableArray<string> Resources,
    string Scope)
{
    private const string Every = "*";

    /// <summary>Reads a rule of a webhook.</summary>
    public static WebhookRule Read(JsonObject rule) => new(
        Texts(rule, "operations"),
        Texts(rule, "apiGroups"),
        Texts(rule, "apiVersions"),
        Texts(rule, "resources"),
        (string?)rule["scope"] ?? Every);

    /// <summary>Whether a request is one of those.</summary>
    public bool Matches(AdmissionRequest request) =>
        Holds(Operations, request.Operation) && Holds(Groups, request.Kind.Group) && Holds(Versions, request.Kind.Version) &&
        (Scope == Every || Scope == (request.Kind.Namespaced ? "Namespaced" : "Cluster")) &&
        Resources.Any(resource => MatchesResource(resource, request));

    // "pods" is the object alone, "pods/status" one subresource, "*" all objects, "*/*" everything.
    private static bool MatchesResource(string rule, AdmissionRequest request)
    {
        var parts = rule.Split('/', 2);
        var subresource = parts.Length == 2 ? parts[1] : "";
        return (parts[0] == Every || parts[0] == request.Kind.Plural) && (subresource == Every || subresource == request.Subresource);
    }

    private static bool Holds(ImmutableArray<string> values, string value) => values.Contains(Every) || values.Contains(value);

    private static ImmutableArray<string> Texts(JsonObject rule, string name) =>
        [.. (rule[name] as JsonArray ?? []).Select(item => (string?)item ?? "")];
}

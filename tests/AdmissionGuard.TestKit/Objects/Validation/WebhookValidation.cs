using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.TestKit.Objects.Validation;

/// <summary>What the API server refuses in a webhook configuration: what a test applies here a cluster must take too.</summary>
internal static class WebhookValidation
{
    /// <summary>What is wrong with the webhooks of a configuration.</summary>
    public static IEnumerable<FieldFault> Webhooks(JsonObject configuration) =>
        Items(configuration, "webhooks").SelectMany((webhook, at) => Webhook(webhook, $"webhooks[{at}]"));

    private static IEnumerable<FieldFault> Webhook(JsonObject webhook, string path) =>
        Name(webhook, path)
            .Concat(Items(webhook, "rules").SelectMany((rule, at) => Rule(rule, $"{path}.rules[{at}]")))
            .Concat(OneOf(webhook, path, "failurePolicy", "Fail", "Ignore"))
            .Concat(OneOf(webhook, path, "matchPolicy", "Equivalent", "Exact"))
            .Concat(SideEffects(webhook, path))
            .Concat(Timeout(webhook, path))
            .Concat(Versions(webhook, path))
            .Concat(SelectorValidation.Selector(webhook["namespaceSelector"] as JsonObject, $"{path}.namespaceSelector"))
            .Concat(SelectorValidation.Selector(webhook["objectSelector"] as JsonObject, $"{path}.objectSelector"))
            .Concat(Client(webhook["clientConfig"] as JsonObject ?? [], $"{path}.clientConfig"))
            .Concat(Items(webhook, "matchConditions").SelectMany((condition, at) => Condition(condition, $"{path}.matchConditions[{at}]")));

    private static IEnumerable<FieldFault> Name(JsonObject webhook, string path)
    {
        var name = (string?)webhook["name"] ?? "";
        if (name.Length == 0)
        {
            yield return FieldFault.Required($"{path}.name", "");
            yield break;
        }

        foreach (var fault in NameRules.Subdomain(name))
        {
            yield return FieldFault.Invalid($"{path}.name", name, fault);
        }

        if (name.Split('.').Length < 3)
        {
            yield return FieldFault.Invalid($"{path}.name", name, "should be a domain with at least three segments separated by dots");
        }
    }

    private static IEnumerable<FieldFault> Rule(JsonObject rule, string path)
    {
        foreach (var name in (string[])["operations", "apiGroups", "apiVersions", "resources"])
        {
            if (rule[name] is not JsonArray { Count: > 0 })
            {
                yield return FieldFault.Required($"{path}.{name}", "");
            }
        }

        var operations = rule["operations"] as JsonArray ?? [];
        for (var at = 0; at < operations.Count; at++)
        {
            if ((string?)operations[at] is not ("*" or "CREATE" or "UPDATE" or "DELETE" or "CONNECT"))
            {
                yield return FieldFault.NotSupported(
                    $"{path}.operations[{at}]", (string?)operations[at] ?? "", "*", "CONNECT", "CREATE", "DELETE", "UPDATE");
            }
        }
    }

    private static IEnumerable<FieldFault> OneOf(JsonObject webhook, string path, string name, params string[] values) =>
        (string?)webhook[name] is { } value && !values.Contains(value, StringComparer.Ordinal)
            ? [FieldFault.NotSupported($"{path}.{name}", value, values)]
            : [];

    private static IEnumerable<FieldFault> SideEffects(JsonObject webhook, string path) => webhook["sideEffects"] is null
        ? [FieldFault.Required($"{path}.sideEffects", "must specify one of None, NoneOnDryRun")]
        : OneOf(webhook, path, "sideEffects", "None", "NoneOnDryRun");

    private static IEnumerable<FieldFault> Timeout(JsonObject webhook, string path) =>
        webhook["timeoutSeconds"] is { } seconds && seconds.Whole() is < 1 or > 30
            ? [FieldFault.Invalid($"{path}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds")]
            : [];

    private static IEnumerable<FieldFault> Versions(JsonObject webhook, string path)
    {
        var versions = webhook["admissionReviewVersions"] as JsonArray ?? [];
        return versions switch
        {
            [] => [FieldFault.Required($"{path}.admissionReviewVersions", "must specify one of v1, v1beta1")],
            _ when !versions.Any(version => (string?)version == "v1") =>
                [FieldFault.Invalid($"{path}.admissionReviewVersions", versions, "the test server speaks v1 only")],
            _ => [],
        };
    }

    private static IEnumerable<FieldFault> Client(JsonObject client, string path)
    {
        var url = (string?)client["url"];
        if (url is null == client["service"] is null)
        {
            yield return FieldFault.Required(path, "exactly one of url or service is required");
        }
        else if (url?.StartsWith("https://", StringComparison.Ordinal) == false)
        {
            yield return FieldFault.Invalid(
                $"{path}.url", url, "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        }
    }

    // The API server compiles expressions; this server knows some by their text and refuses all others.
    private static IEnumerable<FieldFault> Condition(JsonObject condition, string path) =>
        (string?)condition["expression"] is { } expression && MatchConditions.IsKnown(expression)
            ? []
            : [FieldFault.Invalid(
                $"{path}.expression", condition["expression"], "the test server knows no such expression: add it to MatchConditions")];

    private static IEnumerable<JsonObject> Items(JsonObject parent, string list) =>
        (parent[list] as JsonArray ?? []).Select(item => item as JsonObject ?? []);
}

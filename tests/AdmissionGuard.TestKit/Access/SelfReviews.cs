using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Access;

/// <summary>Answers what users ask about themselves: who am I, may I, what may I.</summary>
internal static class SelfReviews
{
    /// <summary>The review with its status filled in.</summary>
    public static JsonObject Answer(ResourceKind kind, ApiUser user, JsonObject review, Authorization authorization)
    {
        var spec = review["spec"] as JsonObject ?? [];
        var status = kind.Kind switch
        {
            "SelfSubjectReview" => WhoAmI(user),
            "SelfSubjectAccessReview" => MayI(user, spec, authorization),
            _ => WhatMayI(user, (string?)spec["namespace"] ?? "", authorization),
        };
        return new()
        {
            ["kind"] = kind.Kind,
            ["apiVersion"] = kind.ApiVersion,
            ["metadata"] = new JsonObject(),
            ["spec"] = spec.DeepClone(),
            ["status"] = status,
        };
    }

    private static JsonObject WhoAmI(ApiUser user)
    {
        var info = new JsonObject { ["username"] = user.Name };
        if (user.Uid.Length > 0)
        {
            info["uid"] = user.Uid;
        }

        info["groups"] = Texts(user.AllGroups);
        return new() { ["userInfo"] = info };
    }

    private static JsonObject MayI(ApiUser user, JsonObject spec, Authorization authorization)
    {
        var allowed = authorization.Allows(user, Asked(spec));
        var status = new JsonObject { ["allowed"] = allowed };
        if (allowed)
        {
            status["reason"] = "RBAC: allowed";
        }

        return status;
    }

    private static AccessRequest Asked(JsonObject spec)
    {
        string Of(string part, string field) => (string?)spec[part]?[field] ?? "";
        return spec["resourceAttributes"] is JsonObject
            ? new(
                Of("resourceAttributes", "verb"),
                Of("resourceAttributes", "group"),
                Of("resourceAttributes", "resource"),
                Of("resourceAttributes", "subresource"),
                Of("resourceAttributes", "namespace"),
                Of("resourceAttributes", "name"),
                "")
            : AccessRequest.ForPath(Of("nonResourceAttributes", "verb"), Of("nonResourceAttributes", "path"));
    }

    private static JsonObject WhatMayI(ApiUser user, string @namespace, Authorization authorization)
    {
        var rules = authorization.RulesFor(user, @namespace).ToList();
        return new()
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(rule => rule.Resources.Count > 0).Select(rule => new JsonObject
            {
                ["verbs"] = Texts(rule.Verbs),
                ["apiGroups"] = Texts(rule.Groups),
                ["resources"] = Texts(rule.Resources),
                ["resourceNames"] = Texts(rule.Names),
            })]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(rule => rule.Paths.Count > 0).Select(rule => new JsonObject
            {
                ["verbs"] = Texts(rule.Verbs),
                ["nonResourceURLs"] = Texts(rule.Paths),
            })]),
            ["incomplete"] = false,
        };
    }

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}

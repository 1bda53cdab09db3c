using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Webhook.Admission;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>AdmissionReviews as an API server would send them, written briefly.</summary>
internal static class Requests
{
    /// <summary>A spec that admits <c>app=gateway</c> to <c>app=web</c>, and isolates it for ingress.</summary>
    public const string Full = """{"podSelector":{"matchLabels":{"app":"web"}},"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"gateway"}}}],"ports":[{"protocol":"TCP","port":8080}]}],"policyTypes":["Ingress"]}""";

    /// <summary>The same with its rules gone.</summary>
    public const string Empty = """{"podSelector":{"matchLabels":{"app":"web"}},"policyTypes":["Ingress"]}""";

    /// <summary>A policy as it is stored.</summary>
    public static JsonObject Policy(string spec, string name = "web", string place = "shop", string? acknowledgement = null)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = place, ["uid"] = "e216e072" };
        if (acknowledgement is not null)
        {
            metadata["annotations"] = new JsonObject { ["admission-guard.io/acknowledge"] = acknowledgement };
        }

        return new JsonObject
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "NetworkPolicy",
            ["metadata"] = metadata,
            ["spec"] = JsonNode.Parse(spec),
        };
    }

    /// <summary>The policy of a spec, as the webhook decodes it.</summary>
    public static NetworkPolicy Decoded(string spec, string name = "web", string place = "shop") =>
        Read(Create(Policy(spec, name, place))).Change!.After!;

    public static JsonObject Create(JsonObject policy) => Review("CREATE", null, policy);

    public static JsonObject Update(JsonObject before, JsonObject after) => Review("UPDATE", before, after);

    public static JsonObject Delete(JsonObject policy) => Review("DELETE", policy, null);

    /// <summary>The emptying of <see cref="Full"/>, which is denied unless something else admits the gateway.</summary>
    public static JsonObject Wipe(string name = "web", string? acknowledgement = null) =>
        Update(Policy(Full, name), Policy(Empty, name, acknowledgement: acknowledgement));

    /// <summary>The same request, only tried.</summary>
    public static JsonObject DryRun(this JsonObject review)
    {
        review["request"]!["dryRun"] = true;
        return review;
    }

    /// <summary>The same request by somebody else.</summary>
    public static JsonObject By(this JsonObject review, string user, params string[] groups)
    {
        review["request"]!["userInfo"] = new JsonObject { ["username"] = user, ["groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]) };
        return review;
    }

    public static AdmissionRequest Read(JsonObject review) => new AdmissionReader().Read(Encoding.UTF8.GetBytes(review.ToJsonString()));

    /// <summary>1,000 rules with ports of their own, and 10,000 blocks that overlap.</summary>
    public static string Huge()
    {
        var rules = Enumerable.Range(1, 1000).Select(i =>
        {
            var peers = Enumerable.Range(0, 10).Select(j => $$$"""{"ipBlock":{"cidr":"10.{{{(i + (97 * j)) % 256}}}.{{{i % 16 * 16}}}.0/{{{18 + j}}}"}}""");
            return string.Create(CultureInfo.InvariantCulture, $$"""{"from":[{{string.Join(',', peers)}}],"ports":[{"protocol":"TCP","port":{{i}}}]}""");
        });
        return $$"""{"podSelector":{},"ingress":[{{string.Join(',', rules)}}],"policyTypes":["Ingress"]}""";
    }

    private static JsonObject Review(string operation, JsonObject? before, JsonObject? after)
    {
        var metadata = (after ?? before)!["metadata"]!;
        return new JsonObject
        {
            ["kind"] = "AdmissionReview",
            ["apiVersion"] = "admission.k8s.io/v1",
            ["request"] = new JsonObject
            {
                ["uid"] = "0ed7fed1-79b3-4b92-98fc-20d5539a2d9c",
                ["kind"] = new JsonObject { ["group"] = "networking.k8s.io", ["version"] = "v1", ["kind"] = "NetworkPolicy" },
                ["name"] = metadata["name"]?.DeepClone(),
                ["namespace"] = metadata["namespace"]!.DeepClone(),
                ["operation"] = operation,
                ["userInfo"] = new JsonObject { ["username"] = "alice", ["groups"] = new JsonArray("devs", "system:authenticated") },
                ["object"] = after?.DeepClone(),
                ["oldObject"] = before?.DeepClone(),
                ["dryRun"] = false,
            },
        };
    }
}

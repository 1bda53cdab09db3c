using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Webhook.Tests.Receipts;

/// <summary>The companion, as far as the webhook meets it: its kind, and a receipt of it.</summary>
internal static class Companion
{
    /// <summary>The CustomResourceDefinition from deploy/.</summary>
    public static JsonObject Checks() => Json(YamlText.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "deploy/companion/enforcementchecks.yaml")))!.ToJsonString());

    /// <summary>A receipt.</summary>
    public static JsonObject Receipt(string policy, string verdict, DateTimeOffset at, string phase = "Done", string place = "shop") => Json($$"""
        {"apiVersion":"admission-guard.io/v1alpha1","kind":"EnforcementCheck","metadata":{"name":"{{policy}}","namespace":"{{place}}"},
        "spec":{"policyRef":{"name":"{{policy}}"} },"status":{"phase":"{{phase}}","verdict":"{{verdict}}","provisional":false,
        "completionTime":"{{at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}","verifiedSpec":{"podSelector":{} } } }
        """);

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}

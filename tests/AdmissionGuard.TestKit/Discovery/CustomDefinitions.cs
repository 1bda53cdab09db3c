using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>What a CustomResourceDefinition (apiextensions.k8s.io/v1) defines.</summary>
public static class CustomDefinitions
{
    /// <summary>The resources of its served versions.</summary>
    public static ImmutableArray<ResourceKind> Read(JsonObject definition)
    {
        var spec = definition["spec"] as JsonObject ?? [];
        return [.. Items(spec["versions"]).Where(version => (bool?)version["served"] ?? false).Select(version => Kind(spec, version))];
    }

    /// <summary>Says in its status what the controllers of a real server say once it is served.</summary>
    public static void Establish(JsonObject definition, string now)
    {
        if (definition["status"]?["conditions"] is JsonArray { Count: > 0 })
        {
            return;
        }

        var names = definition["spec"]?["names"]?.DeepClone() as JsonObject ?? [];
        names["singular"] ??= ((string?)names["kind"] ?? "").ToLowerInvariant();
        names["listKind"] ??= $"{names["kind"]}List";
        definition["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)),
            ["acceptedNames"] = names,
            ["storedVersions"] = new JsonArray([.. Items(definition["spec"]?["versions"])
                .Where(version => (bool?)version["storage"] ?? false)
                .Select(version => JsonValue.Create((string?)version["name"]))]),
        };
    }

    private static ResourceKind Kind(JsonObject spec, JsonObject version)
    {
        var names = spec["names"] as JsonObject ?? [];
        var kind = Text(names, "kind");
        return new(Text(spec, "group"), Text(version, "name"), Text(names, "plural"), kind, Text(spec, "scope") == "Namespaced")
        {
            Singular = Text(names, "singular") is { Length: > 0 } singular ? singular : kind.ToLowerInvariant(),
            ListKind = Text(names, "listKind") is { Length: > 0 } listKind ? listKind : kind + "List",
            ShortNames = Texts(names["shortNames"]),
            Categories = Texts(names["categories"]),
            Subresources = version["subresources"]?["status"] is null ? [] : ["status"],
            IsCustom = true,
            Schema = version["schema"]?["openAPIV3Schema"]?.DeepClone() as JsonObject,
            PrinterColumns = [.. Items(version["additionalPrinterColumns"]).Select(Column)],
        };
    }

    private static PrinterColumn Column(JsonObject column) => new(
        Text(column, "name"), Text(column, "type"), Text(column, "jsonPath"), (int?)column["priority"] ?? 0);

    private static JsonObject Condition(string type, string reason, string message, string now) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = now,
        ["reason"] = reason,
        ["message"] = message,
    };

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static string Text(JsonObject value, string field) => (string?)value[field] ?? "";

    private static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(value => (string?)value ?? "")];
}

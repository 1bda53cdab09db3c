using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>
/// OpenAPI v3, as far as kubectl looks into it: that a kind's patch knows dry runs, field validation and strategic merging, and for
/// <c>explain</c> the fields of the kinds in <see cref="OpenApiSchemas"/> and of custom resources.
/// </summary>
internal static class OpenApiDocuments
{
    private static readonly string[] PatchParameters = ["dryRun", "fieldManager", "fieldValidation", "force"];

    /// <summary><c>/openapi/v3</c>.</summary>
    public static JsonObject Index(IReadOnlyList<ResourceKind> kinds)
    {
        var paths = new JsonObject();
        foreach (var version in kinds.GroupBy(kind => kind.VersionPath[1..], StringComparer.Ordinal))
        {
            // Clients keep a document for as long as its hash stays.
            var hash = Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(ForVersion([.. version])!.ToJsonString())));
            paths[version.Key] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{version.Key}?hash={hash}" };
        }

        return new() { ["paths"] = paths };
    }

    /// <summary><c>/openapi/v3/apis/G/V</c>; null when nothing is served there.</summary>
    public static JsonObject? ForVersion(IReadOnlyList<ResourceKind> kinds)
    {
        if (kinds.Count == 0)
        {
            return null;
        }

        var (paths, schemas) = (new JsonObject(), OpenApiSchemas.Shared());
        foreach (var kind in kinds)
        {
            var name = OpenApiSchemas.NameOf(kind);
            var collection = $"{kind.VersionPath}/{(kind.Namespaced ? "namespaces/{namespace}/" : "")}{kind.Plural}";
            paths[collection] = new JsonObject { ["get"] = Operation(kind, "list", name), ["post"] = Operation(kind, "post", name) };
            paths[$"{collection}/{{name}}"] = new JsonObject { ["get"] = Operation(kind, "get", name), ["patch"] = Patch(kind, name) };
            schemas[name] = OpenApiSchemas.Of(kind);
        }

        return new()
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "1.36" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Operation(ResourceKind kind, string action, string schema) => new()
    {
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "OK", ["content"] = Content(["application/json"], schema) },
        },
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = OpenApiSchemas.GroupVersionKind(kind),
    };

    private static JsonObject Patch(ResourceKind kind, string schema)
    {
        string[] merging = OpenApiSchemas.Knows(kind) ? ["application/strategic-merge-patch+json"] : [];
        var patch = Operation(kind, "patch", schema);
        patch["parameters"] = new JsonArray([.. PatchParameters.Select(name => new JsonObject
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        })]);

        // Without schemas of our own a client must merge by what it knows itself.
        patch["requestBody"] = new JsonObject
        {
            ["content"] = Content(
                ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json", .. merging], schema),
            ["required"] = true,
        };
        return patch;
    }

    private static JsonObject Content(IEnumerable<string> types, string schema)
    {
        var content = new JsonObject();
        foreach (var type in types)
        {
            content[type] = new JsonObject { ["schema"] = OpenApiSchemas.Reference(schema) };
        }

        return content;
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>OpenAPI v3, as far as kubectl asks it for the kinds that exist and for how their lists merge.</summary>
internal static class OpenApiDocuments
{
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

        return new()
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "1.36" },
            ["paths"] = new JsonObject(),
            ["components"] = new JsonObject { ["schemas"] = new JsonObject() },
        };
    }
}

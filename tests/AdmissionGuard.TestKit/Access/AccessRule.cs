using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Access;

/// <summary>One rule of a Role or ClusterRole.</summary>
internal sealed record AccessRule(
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Paths)
{
    public static AccessRule Read(JsonObject rule) => new(
        Texts(rule["verbs"]),
        Texts(rule["apiGroups"]),
        Texts(rule["resources"]),
        Texts(rule["resourceNames"]),
        Texts(rule["nonResourceURLs"]));

    public bool Allows(AccessRequest request)
    {
        if (!Has(Verbs, request.Verb))
        {
            return false;
        }

        return request.Resource.Length == 0
            ? Paths.Any(path => path == request.Path
                || (path.EndsWith('*') && request.Path.StartsWith(path[..^1], StringComparison.Ordinal)))
            : Has(Groups, request.Group)
                && (Has(Resources, request.FullResource)
                    || (request.Subresource.Length > 0 && Resources.Contains($"*/{request.Subresource}", StringComparer.Ordinal)))
                && (Names.Count == 0 || Names.Contains(request.Name, StringComparer.Ordinal));
    }

    private static bool Has(IReadOnlyList<string> values, string value) =>
        values.Contains("*", StringComparer.Ordinal) || values.Contains(value, StringComparer.Ordinal);

    private static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(value => (string?)value ?? "")];
}

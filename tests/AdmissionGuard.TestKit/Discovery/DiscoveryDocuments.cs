using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>What the server says it serves: the plain documents, and the two that say all at once.</summary>
internal static class DiscoveryDocuments
{
    /// <summary><c>/api</c>.</summary>
    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(
            new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    /// <summary><c>/apis</c>.</summary>
    public static JsonObject Groups(IReadOnlyList<ResourceKind> kinds) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Named(kinds).Select(group => Group(group.Key, [.. group]))]),
    };

    /// <summary><c>/apis/G</c>.</summary>
    public static JsonObject OneGroup(string name, IReadOnlyList<ResourceKind> kinds)
    {
        var group = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (field, value) in Group(name, kinds).ToArray())
        {
            group[field] = value?.DeepClone();
        }

        return group;
    }

    /// <summary><c>/api/v1</c> and <c>/apis/G/V</c>.</summary>
    public static JsonObject Resources(IReadOnlyList<ResourceKind> kinds)
    {
        var list = new JsonObject { ["kind"] = "APIResourceList" };
        if (kinds[0].Group.Length > 0)
        {
            list["apiVersion"] = "v1";
        }

        list["groupVersion"] = kinds[0].ApiVersion;
        list["resources"] = new JsonArray([.. ByName(kinds).SelectMany(kind => kind.Subresources
            .Select(subresource => Subresource(kind, subresource)).Prepend(Resource(kind)))]);
        return list;
    }

    /// <summary>All groups of <c>/api</c> or <c>/apis</c> with all that is in them.</summary>
    public static JsonObject Aggregated(IReadOnlyList<ResourceKind> kinds, bool core) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. kinds.Where(kind => kind.Group.Length == 0 == core)
            .GroupBy(kind => kind.Group, StringComparer.Ordinal)
            .Select(group => AggregatedGroup(group.Key, [.. group]))]),
    };

    private static IEnumerable<IGrouping<string, ResourceKind>> Named(IReadOnlyList<ResourceKind> kinds) =>
        kinds.Where(kind => kind.Group.Length > 0).GroupBy(kind => kind.Group, StringComparer.Ordinal);

    private static IEnumerable<ResourceKind> ByName(IEnumerable<ResourceKind> kinds) =>
        kinds.OrderBy(kind => kind.Plural, StringComparer.Ordinal);

    private static JsonObject Group(string name, IReadOnlyList<ResourceKind> kinds)
    {
        var versions = kinds.Select(kind => kind.Version).Distinct(StringComparer.Ordinal).ToList();
        JsonObject Version(string version) => new() { ["groupVersion"] = $"{name}/{version}", ["version"] = version };
        return new()
        {
            ["name"] = name,
            ["versions"] = new JsonArray([.. versions.Select(Version)]),
            ["preferredVersion"] = Version(versions[0]),
        };
    }

    private static JsonObject Resource(ResourceKind kind)
    {
        var resource = new JsonObject
        {
            ["name"] = kind.Plural,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.Namespaced,
            ["kind"] = kind.Kind,
            ["verbs"] = Texts(kind.Verbs),
        };
        AddNames(resource, kind);
        return resource;
    }

    private static JsonObject Subresource(ResourceKind kind, string subresource) => new()
    {
        ["name"] = $"{kind.Plural}/{subresource}",
        ["singularName"] = "",
        ["namespaced"] = kind.Namespaced,
        ["kind"] = kind.Kind,
        ["verbs"] = VerbsOf(subresource),
    };

    private static JsonObject AggregatedGroup(string name, IReadOnlyList<ResourceKind> kinds) => new()
    {
        ["metadata"] = name.Length == 0 ? [] : new JsonObject { ["name"] = name },
        ["versions"] = new JsonArray([.. kinds.GroupBy(kind => kind.Version, StringComparer.Ordinal).Select(version => new JsonObject
        {
            ["version"] = version.Key,
            ["resources"] = new JsonArray([.. ByName(version).Select(AggregatedResource)]),
            ["freshness"] = "Current",
        })]),
    };

    private static JsonObject AggregatedResource(ResourceKind kind)
    {
        var resource = new JsonObject
        {
            ["resource"] = kind.Plural,
            ["responseKind"] = ResponseKind(kind),
            ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = Texts(kind.Verbs),
        };
        AddNames(resource, kind);
        if (kind.Subresources.Count > 0)
        {
            resource["subresources"] = new JsonArray([.. kind.Subresources.Select(subresource => new JsonObject
            {
                ["subresource"] = subresource,
                ["responseKind"] = ResponseKind(kind),
                ["verbs"] = VerbsOf(subresource),
            })]);
        }

        return resource;
    }

    // Recorded: built-in kinds leave group and version to what surrounds them, custom ones say them.
    private static JsonObject ResponseKind(ResourceKind kind) => new()
    {
        ["group"] = kind.IsCustom ? kind.Group : "",
        ["version"] = kind.IsCustom ? kind.Version : "",
        ["kind"] = kind.Kind,
    };

    private static void AddNames(JsonObject resource, ResourceKind kind)
    {
        if (kind.ShortNames.Count > 0)
        {
            resource["shortNames"] = Texts(kind.ShortNames);
        }

        if (kind.Categories.Count > 0)
        {
            resource["categories"] = Texts(kind.Categories);
        }
    }

    private static JsonArray VerbsOf(string subresource) => subresource switch
    {
        "finalize" => ["update"],
        "log" => ["get"],
        _ => ["get", "patch", "update"],
    };

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}

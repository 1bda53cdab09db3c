using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Tests.Discovery;

public sealed class DiscoveryTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    [Theory]
    [InlineData("/api", "api.aggregated.json")]
    [InlineData("/apis", "apis.aggregated.json")]
    public async Task Aggregated_discovery_says_of_each_resource_what_was_recorded(string path, string recording)
    {
        var recorded = Resources(Recorded.Json("discovery", recording));
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (_, answer) = await client.GetAsync(path, Aggregated);

        Assert.Equal("apidiscovery.k8s.io/v2", (string?)answer["apiVersion"]);
        Assert.NotEmpty(Resources(answer));
        foreach (var (name, resource) in Resources(answer))
        {
            Assert.Equal(WithoutSubresources(recorded[name]), WithoutSubresources(resource));
            Assert.Subset(Subresources(recorded[name]), Subresources(resource));
        }
    }

    [Theory]
    [InlineData("/api/v1", "core.v1.json")]
    [InlineData("/apis/networking.k8s.io/v1", "networking.v1.json")]
    public async Task Plain_discovery_says_of_each_resource_what_was_recorded(string path, string recording)
    {
        var recorded = Recorded.Json("discovery", recording);
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (_, answer) = await client.GetAsync(path);

        Assert.Equal(WithoutResources(recorded), WithoutResources(answer));
        foreach (var resource in answer["resources"]!.AsArray())
        {
            var expected = recorded["resources"]!.AsArray().Single(other => (string?)other!["name"] == (string?)resource!["name"])!;
            expected.AsObject().Remove("storageVersionHash");
            Assert.Equal(expected.ToJsonString(), resource!.ToJsonString());
        }
    }

    [Fact]
    public async Task Groups_are_a_part_of_those_recorded()
    {
        var recorded = Recorded.Json("discovery", "apis.json");
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (_, answer) = await client.GetAsync("/apis");

        var known = recorded["groups"]!.AsArray().ToDictionary(group => (string)group!["name"]!, group => group!.ToJsonString());
        Assert.All(answer["groups"]!.AsArray(), group => Assert.Equal(known[(string)group!["name"]!], group.ToJsonString()));
    }

    [Fact]
    public async Task The_version_is_the_recorded_one_unless_told_otherwise()
    {
        var recorded = Recorded.Json("discovery", "version.json");
        await using var server = await ApiServer.StartAsync();
        await using var older = await ApiServer.StartAsync(new() { Version = new(1, 33, 4) });
        using var client = TestClient.Admin(server);
        using var other = TestClient.Admin(older);

        Assert.Equal(recorded.ToJsonString(), (await client.GetAsync("/version")).Body.ToJsonString());
        Assert.Equal("v1.33.4", (string?)(await other.GetAsync("/version")).Body["gitVersion"]);
    }

    [Fact]
    public async Task Schemas_say_how_the_lists_of_services_merge()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (_, index) = await client.GetAsync("/openapi/v3");
        var (_, document) = await client.GetAsync((string)index["paths"]!["api/v1"]!["serverRelativeURL"]!);

        var ports = document["components"]!["schemas"]!["io.k8s.ServiceSpec"]!["properties"]!["ports"]!;
        Assert.Equal("port", (string?)ports["x-kubernetes-patch-merge-key"]);
        Assert.Equal(["port", "protocol"], ports["x-kubernetes-list-map-keys"]!.AsArray().Select(key => (string?)key));
    }

    [Fact]
    public async Task A_definition_serves_its_resource_and_takes_it_away_with_all_its_objects()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        const string gadgets = "/apis/example.com/v1/namespaces/default/gadgets";

        var (before, _) = await client.GetAsync(gadgets);
        server.Store.Put(Some.Object(Some.GadgetDefinition));
        var (created, gadget) = await client.PostAsync(
            gadgets, """{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"one"},"spec":{"size":3}}""");
        var (_, group) = await client.GetAsync("/apis/example.com/v1");
        using var watch = await client.WatchAsync($"{gadgets}?watch=true&resourceVersion={server.Store.Version}");
        server.Store.Delete(BuiltInResources.CustomResourceDefinitions, "", "gadgets.example.com");
        var (after, _) = await client.GetAsync(gadgets);

        Assert.Equal([404, 201, 404], [before, created, after]);
        Assert.Equal(1, (int?)gadget["metadata"]!["generation"]);
        Assert.Equal(["gadgets", "gadgets/status"], group["resources"]!.AsArray().Select(resource => (string?)resource!["name"]));
        Assert.Equal("DELETED one", await watch.NextAsync());
    }

    private static Dictionary<string, JsonNode> Resources(JsonObject answer) => answer["items"]!.AsArray()
        .SelectMany(group => group!["versions"]!.AsArray().SelectMany(version => version!["resources"]!.AsArray().Select(resource =>
            ($"{group["metadata"]!["name"]}/{version["version"]}/{resource!["resource"]}", resource))))
        .ToDictionary(pair => pair.Item1, pair => pair.resource, StringComparer.Ordinal);

    private static string WithoutSubresources(JsonNode resource)
    {
        var copy = resource.DeepClone().AsObject();
        copy.Remove("subresources");
        return copy.ToJsonString();
    }

    private static HashSet<string> Subresources(JsonNode resource) =>
        [.. (resource["subresources"]?.AsArray() ?? []).Select(subresource => WithoutKind(subresource!))];

    // A subresource such as scale has a kind of its own in a group of its own, which nobody asks for here.
    private static string WithoutKind(JsonNode subresource) =>
        $"{subresource["subresource"]} {subresource["verbs"]!.ToJsonString()}";

    private static string WithoutResources(JsonObject answer)
    {
        var copy = answer.DeepClone().AsObject();
        copy.Remove("resources");
        return copy.ToJsonString();
    }
}

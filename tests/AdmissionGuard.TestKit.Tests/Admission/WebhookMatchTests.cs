using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Admission;

namespace AdmissionGuard.TestKit.Tests.Admission;

public sealed class WebhookMatchTests
{
    private const string ShopPolicies = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies";

    [Theory]
    [InlineData("""{}""", true)]
    // Rules.
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"]}]}""", true)]
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*/*"]}]}""", true)]
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*/status"]}]}""", false)]
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["pods"]}]}""", false)]
    [InlineData("""{"rules":[{"apiGroups":[""],"apiVersions":["*"],"operations":["*"],"resources":["*"]}]}""", false)]
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["v2"],"operations":["*"],"resources":["*"]}]}""", false)]
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["UPDATE"],"resources":["*"]}]}""", false)]
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"],"scope":"Cluster"}]}""", false)]
    [InlineData("""{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"],"scope":"Namespaced"}]}""", true)]
    // Selectors.
    [InlineData("""{"namespaceSelector":{"matchLabels":{"team":"shop"}}}""", true)]
    [InlineData("""{"namespaceSelector":{"matchLabels":{"team":"other"}}}""", false)]
    [InlineData("""{"namespaceSelector":{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["shop"]}]}}""", false)]
    [InlineData("""{"namespaceSelector":{"matchExpressions":[{"key":"team","operator":"Exists"}]}}""", true)]
    [InlineData("""{"namespaceSelector":{"matchExpressions":[{"key":"team","operator":"DoesNotExist"}]}}""", false)]
    [InlineData("""{"namespaceSelector":{"matchExpressions":[{"key":"team","operator":"In","values":["a","shop"]}]}}""", true)]
    [InlineData("""{"objectSelector":{"matchLabels":{"app":"web"}}}""", true)]
    [InlineData("""{"objectSelector":{"matchLabels":{"app":"db"}}}""", false)]
    public async Task A_webhook_sees_what_its_rules_and_selectors_match(string more, bool isAsked)
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RecordingWebhook.StartAsync(server.Authority.Server("127.0.0.1"));
        server.Store.PutNamespace("shop", ("team", "shop"));
        server.Store.Put(SomeWebhook.Configuration(server, webhook, more));
        using var client = TestClient.Admin(server);

        var policy = Some.Object(Some.Policy("web"));
        policy["metadata"]!["labels"] = new JsonObject { ["app"] = "web" };
        var (status, _) = await client.PostAsync(ShopPolicies, policy.ToJsonString());

        Assert.Equal(201, status);
        Assert.Equal(isAsked ? 1 : 0, webhook.Received.Count);
    }

    [Fact]
    public async Task Match_conditions_that_are_known_are_evaluated()
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RecordingWebhook.StartAsync(server.Authority.Server("127.0.0.1"));
        var conditions = new JsonArray(
            new JsonObject { ["name"] = "spec", ["expression"] = MatchConditions.SpecChanges },
            new JsonObject { ["name"] = "controller", ["expression"] = MatchConditions.NotTheNamespaceController });
        using var client = TestClient.Admin(server);
        var configuration = SomeWebhook.Configuration(server, webhook, new JsonObject { ["matchConditions"] = conditions }.ToJsonString());
        var made = await client.PostAsync(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", configuration.ToJsonString());
        Assert.Equal(201, made.Status);
        server.Store.PutNamespace("shop");

        await client.PostAsync(ShopPolicies, Some.Policy("web"));
        await client.PatchAsync($"{ShopPolicies}/web", "application/merge-patch+json", """{"metadata":{"labels":{"a":"b"}}}""");
        await client.PatchAsync($"{ShopPolicies}/web", "application/merge-patch+json", """{"spec":{"egress":[{}]}}""");
        using (await client.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/shop"))
        {
        }

        await server.UntilGoneAsync("shop");
        Assert.Equal(["CREATE", "UPDATE"], webhook.Received.Select(review => (string?)review.Request["operation"]));
    }

    [Fact]
    public async Task Match_conditions_that_are_not_known_are_refused()
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RecordingWebhook.StartAsync(server.Authority.Server("127.0.0.1"));
        var configuration = SomeWebhook.Configuration(server, webhook, """{"matchConditions":[{"name":"x","expression":"1 < 2"}]}""");
        using var client = TestClient.Admin(server);

        var (status, body) = await client.PostAsync(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", configuration.ToJsonString());
        Assert.Equal(422, status);
        Assert.Contains("webhooks[0].matchConditions[0].expression: Invalid value: \"1 < 2\"", (string)body["message"]!, StringComparison.Ordinal);

        // Put past every check it still lets nothing through in silence.
        server.Store.Put(configuration);
        (status, body) = await client.PostAsync(Some.Policies, Some.Policy("web"));
        Assert.Equal(500, status);
        Assert.Equal("the test server does not know the matchCondition: 1 < 2", (string?)body["message"]);
    }

    [Fact]
    public async Task Mutating_webhooks_are_refused_loudly()
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RecordingWebhook.StartAsync(server.Authority.Server("127.0.0.1"));
        var configuration = SomeWebhook.Configuration(server, webhook);
        configuration["kind"] = "MutatingWebhookConfiguration";
        server.Store.Put(configuration);
        using var client = TestClient.Admin(server);

        var (status, body) = await client.PostAsync(Some.Policies, Some.Policy("web"));

        Assert.Equal(500, status);
        Assert.Contains("calls no mutating webhooks", (string)body["message"]!, StringComparison.Ordinal);
    }
}

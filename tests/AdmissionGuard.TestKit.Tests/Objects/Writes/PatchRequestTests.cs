using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Tests.Admission;

namespace AdmissionGuard.TestKit.Tests.Objects.Writes;

public sealed class PatchRequestTests
{
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Web = $"{Some.Policies}/web";

    [Fact]
    public async Task Patches_of_many_at_once_are_all_kept()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        await client.PostAsync(Some.Policies, Some.Policy("web"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            number => client.PatchAsync(Web, Merge, $$$$"""{"metadata":{"labels":{"l{{{{number}}}}":"x"}}}""")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(20, (await client.GetAsync(Web)).Body["metadata"]!["labels"]!.AsObject().Count);
    }

    [Fact]
    public async Task A_patch_that_names_a_version_is_not_tried_again()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var (_, made) = await client.PostAsync(Some.Policies, Some.Policy("web"));
        var version = (string)made["metadata"]!["resourceVersion"]!;
        var patch = $$$"""{"metadata":{"resourceVersion":"{{{version}}}","labels":{"a":"b"} } }""";

        Assert.Equal(200, (await client.PatchAsync(Web, Merge, patch)).Status);
        var (status, body) = await client.PatchAsync(Web, Merge, patch);

        Assert.Equal((409, "Conflict"), (status, (string?)body["reason"]));
    }

    [Fact]
    public async Task A_webhook_is_asked_again_about_what_somebody_else_changed_meanwhile()
    {
        await using var server = await ApiServer.StartAsync();
        var isFirst = true;
        await using var webhook = await RecordingWebhook.StartAsync(server.Authority.Server("127.0.0.1"), request =>
        {
            if ((string?)request["operation"] == "UPDATE" && isFirst)
            {
                isFirst = false;
                server.Store.Put(Some.Object(Some.Policy("web", """{"podSelector":{},"policyTypes":["Egress"]}""")));
            }

            return new JsonObject { ["allowed"] = true };
        });
        server.Store.Put(SomeWebhook.Configuration(server, webhook));
        using var client = TestClient.Admin(server);
        await client.PostAsync(Some.Policies, Some.Policy("web"));

        var (status, body) = await client.PatchAsync(Web, Merge, """{"metadata":{"labels":{"a":"b"}}}""");

        Assert.Equal(200, status);
        Assert.Equal("Egress", (string?)body["spec"]!["policyTypes"]![0]);
        Assert.Equal(
            ["Ingress", "Ingress", "Egress"], webhook.Received.Select(review => (string?)review.Request["object"]!["spec"]!["policyTypes"]![0]));
    }

    [Theory]
    [InlineData("text/plain", "{}", 415, "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
        + "application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml")]
    [InlineData(Merge, "[]", 400, "error decoding patch: an object is expected")]
    [InlineData(Strategic, """{"spec":{"$patch":"turn"}}""", 400, "unknown $patch directive \"turn\": use replace or delete")]
    [InlineData(Merge, """{"metadata":{"name":"other"}}""", 400, "the name of the object (other) does not match the name on the URL (web)")]
    [InlineData(Merge, """{"metadata":{"uid":"other"}}""", 409, "Precondition failed: UID in precondition: other")]
    [InlineData(Merge, """{"spec":{"podSelector":7}}""", 422,
        "cannot unmarshal number into Go struct field NetworkPolicySpec.spec.podSelector of type v1.LabelSelector")]
    public async Task What_cannot_be_patched_is_refused(string contentType, string patch, int expected, string message)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        await client.PostAsync(Some.Policies, Some.Policy("web"));

        var (status, body) = await client.PatchAsync(Web, contentType, patch);

        Assert.Equal(expected, status);
        Assert.Contains(message, (string)body["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_must_be_something_to_patch()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        Assert.Equal(404, (await client.PatchAsync(Web, Merge, "{}")).Status);
    }

    [Fact]
    public async Task A_status_is_patched_through_its_own_path_and_owned_there()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        await client.PostAsync("/api/v1/namespaces/default/pods", Some.Pod("p").ToJsonString());
        const string Pod = "/api/v1/namespaces/default/pods/p";

        var (_, aside) = await client.PatchAsync($"{Pod}?fieldManager=a", Strategic, """{"status":{"phase":"Running"}}""");
        var (_, inside) = await client.PatchAsync(
            $"{Pod}/status?fieldManager=kubelet", Strategic, """{"spec":{"nodeName":"other"},"status":{"phase":"Running","podIP":"10.0.0.1"}}""");

        Assert.Equal("Pending", (string?)aside["status"]!["phase"]);
        Assert.Equal("Running", (string?)inside["status"]!["phase"]);
        Assert.Equal("node-1", (string?)inside["spec"]!["nodeName"]);
        Json.Same(
            """{"f:status":{"f:phase":{},"f:podIP":{}}}""",
            inside["metadata"]!["managedFields"]!.AsArray().Single(entry => (string?)entry!["subresource"] == "status")!["fieldsV1"]);
    }

    [Fact]
    public async Task Owners_are_named_by_the_user_agent_when_nobody_says_otherwise()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (_, named) = await client.PostAsync($"{Some.Policies}?fieldManager=me", Some.Policy("a"));
        var (_, unnamed) = await client.PostAsync(Some.Policies, Some.Policy("b"));

        Assert.Equal("me", (string?)named["metadata"]!["managedFields"]![0]!["manager"]);
        Assert.Equal("unknown", (string?)unnamed["metadata"]!["managedFields"]![0]!["manager"]);
    }

    [Fact]
    public async Task A_service_keeps_the_address_that_it_got()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        const string Services = "/api/v1/namespaces/default/services";
        const string Service = """{"metadata":{"name":"web"},"spec":{"ports":[{"port":80}]}}""";

        var (_, made) = await client.PostAsync(Services, Service);
        var (_, replaced) = await client.AskAsync(HttpMethod.Put, $"{Services}/web", Service);

        var address = (string)made["spec"]!["clusterIP"]!;
        Assert.StartsWith("10.96.", address, StringComparison.Ordinal);
        Assert.Equal(address, (string?)replaced["spec"]!["clusterIP"]);
    }
}

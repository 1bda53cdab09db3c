using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Tests.Http;

public sealed class WriteTests
{
    [Fact]
    public async Task What_is_created_gets_an_identity_and_a_version()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, policy) = await client.PostAsync(Some.Policies, Some.Policy("web"));
        var (_, found) = await client.GetAsync($"{Some.Policies}/web");

        Assert.Equal(201, status);
        Assert.Equal(found.ToJsonString(), policy.ToJsonString());
        var metadata = policy["metadata"]!;
        Assert.Equal("default", (string?)metadata["namespace"]);
        Assert.True(Guid.TryParse((string?)metadata["uid"], out _));
        Assert.Equal($"{server.Store.Version}", (string?)metadata["resourceVersion"]);
        Assert.Equal(1, (int?)metadata["generation"]);
        Assert.NotNull(metadata["creationTimestamp"]);
    }

    [Fact]
    public async Task A_generated_name_begins_as_asked()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (_, policy) = await client.PostAsync(
            Some.Policies, """{"metadata":{"generateName":"web-"},"spec":{"podSelector":{}}}""");

        Assert.Matches("^web-[bcdfghjklmnpqrstvwxz2456789]{5}$", (string?)policy["metadata"]!["name"]);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"taken"}}""", 409, "networkpolicies.networking.k8s.io \"taken\" already exists")]
    [InlineData("""{"metadata":{}}""", 400, "name or generateName is required")]
    [InlineData(
        """{"metadata":{"name":"a","namespace":"other"}}""",
        400,
        "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("""{"metadata":{"name":"a","resourceVersion":"5"}}""", 400, "resourceVersion should not be set on objects to be created")]
    public async Task What_cannot_be_created_is_refused_in_the_servers_words(string body, int expected, string message)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        await client.PostAsync(Some.Policies, Some.Policy("taken"));

        var (status, answer) = await client.PostAsync(Some.Policies, body);

        Assert.Equal(expected, status);
        Assert.Equal(message, (string?)answer["message"]);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}""", 400)]
    public async Task A_body_that_is_no_such_object_is_a_bad_request(string body, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, _) = await client.PostAsync(Some.Policies, body);

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Nothing_is_created_in_a_namespace_that_does_not_exist()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, answer) = await client.PostAsync(
            "/apis/networking.k8s.io/v1/namespaces/nowhere/networkpolicies", Some.Policy("web"));

        Assert.Equal(404, status);
        Assert.Equal("namespaces \"nowhere\" not found", (string?)answer["message"]);
    }

    [Fact]
    public async Task An_update_counts_a_changed_spec_and_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var (_, policy) = await client.PostAsync(Some.Policies, Some.Policy("web"));

        policy["metadata"]!["labels"] = Some.Object("""{"a":"b"}""");
        var (_, labelled) = await client.AskAsync(HttpMethod.Put, $"{Some.Policies}/web", policy.ToJsonString());
        labelled["spec"]!["podSelector"] = Some.Object("""{"matchLabels":{"app":"web"}}""");
        var (_, changed) = await client.AskAsync(HttpMethod.Put, $"{Some.Policies}/web", labelled.ToJsonString());
        var (_, same) = await client.AskAsync(HttpMethod.Put, $"{Some.Policies}/web", changed.ToJsonString());

        Assert.Equal([1, 2, 2], new[] { labelled, changed, same }.Select(each => (int?)each["metadata"]!["generation"]));
        Assert.Equal((string?)changed["metadata"]!["resourceVersion"], (string?)same["metadata"]!["resourceVersion"]);
        Assert.Equal((string?)policy["metadata"]!["uid"], (string?)same["metadata"]!["uid"]);
    }

    [Fact]
    public async Task An_update_of_an_older_version_is_a_conflict()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var (_, policy) = await client.PostAsync(Some.Policies, Some.Policy("web"));
        server.Store.Put(Some.Object(Some.Policy("web", """{"podSelector":{"matchLabels":{"x":"y"}}}""")));

        var (status, answer) = await client.AskAsync(HttpMethod.Put, $"{Some.Policies}/web", policy.ToJsonString());

        Assert.Equal(409, status);
        Assert.Equal(
            "Operation cannot be fulfilled on networkpolicies.networking.k8s.io \"web\": the object has been modified; "
            + "please apply your changes to the latest version and try again",
            (string?)answer["message"]);
    }

    [Fact]
    public async Task The_status_is_changed_only_through_its_own_path()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Object(Some.GadgetDefinition));
        const string gadget = "/apis/example.com/v1/namespaces/default/gadgets/one";
        server.Store.Put(Some.Object(
            """{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"one","generation":1},"spec":{"size":1}}"""));
        const string both = """{"metadata":{"name":"one"},"spec":{"size":2},"status":{"phase":"Ready"}}""";

        var (_, throughStatus) = await client.AskAsync(HttpMethod.Put, $"{gadget}/status", both);
        var (_, throughObject) = await client.AskAsync(
            HttpMethod.Put, gadget, """{"metadata":{"name":"one"},"spec":{"size":3},"status":{"phase":"No"}}""");

        Assert.Equal("""{"size":1} {"phase":"Ready"} 1""", Shown(throughStatus));
        Assert.Equal("""{"size":3} {"phase":"Ready"} 2""", Shown(throughObject));

        static string Shown(System.Text.Json.Nodes.JsonObject value) =>
            $"{value["spec"]!.ToJsonString()} {value["status"]!.ToJsonString()} {value["metadata"]!["generation"]}";
    }

    [Fact]
    public async Task A_delete_answers_with_the_uid_and_heeds_preconditions()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var (_, policy) = await client.PostAsync(Some.Policies, Some.Policy("web"));
        var uid = (string?)policy["metadata"]!["uid"];

        var (refused, _) = await client.AskAsync(
            HttpMethod.Delete, $"{Some.Policies}/web", """{"preconditions":{"uid":"another"}}""");
        var (status, answer) = await client.AskAsync(
            HttpMethod.Delete, $"{Some.Policies}/web", $$"""{"preconditions":{"uid":"{{uid}}"},"propagationPolicy":"Background"}""");
        var (missing, _) = await client.AskAsync(HttpMethod.Delete, $"{Some.Policies}/web");

        Assert.Equal([409, 200, 404], [refused, status, missing]);
        Assert.Equal("Success", (string?)answer["status"]);
        Assert.Equal(uid, (string?)answer["details"]!["uid"]);
    }

    [Fact]
    public async Task Finalizers_hold_an_object_until_the_last_is_gone()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        await client.PostAsync(
            Some.Policies, """{"metadata":{"name":"web","finalizers":["example.com/hold"]},"spec":{"podSelector":{}}}""");

        await client.AskAsync(HttpMethod.Delete, $"{Some.Policies}/web");
        var (held, going) = await client.GetAsync($"{Some.Policies}/web");
        going["metadata"]!.AsObject().Remove("finalizers");
        await client.AskAsync(HttpMethod.Put, $"{Some.Policies}/web", going.ToJsonString());
        var (gone, _) = await client.GetAsync($"{Some.Policies}/web");

        Assert.Equal([200, 404], [held, gone]);
        Assert.NotNull(going["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Object(Some.Policy("old")));
        var version = server.Store.Version;

        var (created, policy) = await client.PostAsync($"{Some.Policies}?dryRun=All", Some.Policy("web"));
        var (updated, _) = await client.AskAsync(HttpMethod.Put, $"{Some.Policies}/old?dryRun=All", Some.Policy("old", "{}"));
        var (deleted, _) = await client.AskAsync(HttpMethod.Delete, $"{Some.Policies}/old", """{"dryRun":["All"]}""");
        var (unknown, _) = await client.PostAsync($"{Some.Policies}?dryRun=Some", Some.Policy("web"));

        Assert.Equal([201, 200, 200, 422], [created, updated, deleted, unknown]);
        Assert.Null(policy["metadata"]!["resourceVersion"]);
        Assert.NotNull(policy["metadata"]!["uid"]);
        Assert.Equal(version, server.Store.Version);
    }

    [Fact]
    public async Task A_collection_is_deleted_as_far_as_it_is_selected()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("a", """{"app":"web"}"""));
        server.Store.Put(Some.Pod("b", """{"app":"web"}"""));
        server.Store.Put(Some.Pod("c"));

        var (status, list) = await client.AskAsync(HttpMethod.Delete, "/api/v1/namespaces/default/pods?labelSelector=app%3Dweb");

        Assert.Equal(200, status);
        Assert.Equal(2, list["items"]!.AsArray().Count);
        Assert.Equal(["c"], server.Store.Read(BuiltInResources.Pods).Objects.Select(pod => pod.Name));
    }

    [Fact]
    public async Task A_deleted_namespace_is_terminating_then_emptied_and_then_gone()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.PutNamespace("shop");
        server.Store.Put(Some.Pod("web", @namespace: "shop"));
        using var namespaces = await client.WatchAsync($"/api/v1/namespaces?watch=true&resourceVersion={server.Store.Version}");
        using var pods = await client.WatchAsync($"/api/v1/pods?watch=true&resourceVersion={server.Store.Version}");

        await client.AskAsync(HttpMethod.Delete, "/api/v1/namespaces/shop");

        var terminating = await namespaces.NextEventAsync();
        Assert.Equal("MODIFIED", (string?)terminating!["type"]);
        Assert.Equal("Terminating", (string?)terminating["object"]!["status"]!["phase"]);
        Assert.NotNull(terminating["object"]!["metadata"]!["deletionTimestamp"]);
        Assert.Equal("DELETED web", await pods.NextAsync());
        Assert.Equal("DELETED shop", await namespaces.NextAsync());
    }

    [Fact]
    public async Task Nothing_is_created_in_a_namespace_that_is_going()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.PutNamespace("shop");
        server.Store.Put(Some.Object(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"held","namespace":"shop","finalizers":["example.com/hold"]}}"""));
        await client.AskAsync(HttpMethod.Delete, "/api/v1/namespaces/shop");

        var (status, answer) = await client.PostAsync("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies", Some.Policy("web"));

        Assert.Equal(403, status);
        Assert.Equal(
            "networkpolicies.networking.k8s.io \"web\" is forbidden: "
            + "unable to create new content in namespace shop because it is being terminated",
            (string?)answer["message"]);
    }
}

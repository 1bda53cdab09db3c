using System.Net;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Tests.Http;

public sealed class ListTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Items_leave_their_kind_to_the_list_and_come_in_the_order_of_their_names(int httpVersion)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server, httpVersion == 1 ? HttpVersion.Version11 : HttpVersion.Version20);
        server.Store.Put(Some.Pod("b"));
        server.Store.Put(Some.Pod("a"));

        var (status, list) = await client.GetAsync(Pods);

        Assert.Equal(200, status);
        Assert.Equal("PodList v1", $"{list["kind"]} {list["apiVersion"]}");
        Assert.Equal(["a", "b"], Names(list));
        Assert.Null(list["items"]![0]!["kind"]);
        Assert.Equal($"{server.Store.Version}", (string?)list["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Pages_show_one_moment_whatever_happens_between_them()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        foreach (var number in Enumerable.Range(1, 7))
        {
            server.Store.Put(Some.Pod($"web-{number}"));
        }

        var (_, first) = await client.GetAsync($"{Pods}?limit=3");
        server.Store.Delete(BuiltInResources.Pods, "default", "web-5");
        server.Store.Put(Some.Pod("web-55"));
        server.Store.Put(Some.Pod("web-6", """{"new":"label"}"""));
        var (_, second) = await client.GetAsync($"{Pods}?limit=3&continue={first["metadata"]!["continue"]}");
        var (_, third) = await client.GetAsync($"{Pods}?limit=3&continue={second["metadata"]!["continue"]}");

        Assert.Equal(["web-1", "web-2", "web-3"], Names(first));
        Assert.Equal(["web-4", "web-5", "web-6"], Names(second));
        Assert.Empty(second["items"]![2]!["metadata"]!["labels"]!.AsObject());
        Assert.Equal(["web-7"], Names(third));
        Assert.Equal([4, 1, null], new[] { first, second, third }.Select(page => (int?)page["metadata"]!["remainingItemCount"]));
        Assert.Single(new[] { first, second, third }.Select(page => (string?)page["metadata"]!["resourceVersion"]).Distinct());
        Assert.Null(third["metadata"]!["continue"]);
    }

    [Fact]
    public async Task Tokens_of_later_pages_are_those_recorded()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        foreach (var number in Enumerable.Range(1, 7))
        {
            server.Store.Put(Some.Pod($"web-{number}", @namespace: "shop"));
        }

        server.Store.Advance(359 - server.Store.Version);

        var (_, first) = await client.GetAsync("/api/v1/namespaces/shop/pods?limit=3");
        var (_, second) = await client.GetAsync($"/api/v1/namespaces/shop/pods?limit=3&continue={first["metadata"]!["continue"]}");

        // Recorded: pods.list.page1.json and pods.list.page2.json.
        Assert.Equal("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MzU5LCJzdGFydCI6Ii93ZWItM1x1MDAwMCJ9", (string?)first["metadata"]!["continue"]);
        Assert.Equal("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MzU5LCJzdGFydCI6Ii93ZWItNlx1MDAwMCJ9", (string?)second["metadata"]!["continue"]);
    }

    [Fact]
    public async Task A_page_after_a_compaction_is_gone_and_its_new_token_goes_on_with_the_present()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var (_, first) = await client.GetAsync("/api/v1/namespaces?limit=1");
        server.Store.PutNamespace("zoo");
        server.Store.Compact();

        var (status, expired) = await client.GetAsync($"/api/v1/namespaces?limit=1&continue={first["metadata"]!["continue"]}");
        var (_, rest) = await client.GetAsync($"/api/v1/namespaces?continue={expired["metadata"]!["continue"]}");

        Assert.Equal(410, status);
        // Recorded: namespaces.list.expired-continue.http, whose first page held "default" too.
        Assert.Equal("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiZGVmYXVsdFx1MDAwMCJ9", (string?)expired["metadata"]!["continue"]);
        Assert.Equal(["kube-node-lease", "kube-public", "kube-system", "zoo"], Names(rest));
    }

    [Fact]
    public async Task A_version_from_the_future_times_out_in_the_recorded_words()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        using var response = await client.SendAsync(HttpMethod.Get, "/api/v1/pods?resourceVersion=999999999");
        var body = Some.Object(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues("Retry-After").Single());
        Assert.Equal(
            Some.Object($$$"""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
             "message":"Timeout: Too large resource version: 999999999, current: {{{server.Store.Version}}}","reason":"Timeout",
             "details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1},
             "code":504}
            """).ToJsonString(),
            body.ToJsonString());
    }

    [Fact]
    public async Task An_exact_version_shows_the_past_until_it_is_compacted()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var version = server.Store.Put(Some.Pod("a")).Version;
        server.Store.Put(Some.Pod("b"));
        var path = $"{Pods}?resourceVersion={version}&resourceVersionMatch=";

        var (_, exact) = await client.GetAsync($"{path}Exact");
        var (_, newer) = await client.GetAsync($"{path}NotOlderThan");
        server.Store.Compact();
        var (status, _) = await client.GetAsync($"{path}Exact");

        Assert.Equal(["a"], Names(exact));
        Assert.Equal(["a", "b"], Names(newer));
        Assert.Equal(410, status);
    }

    [Theory]
    [InlineData("labelSelector=app%3Dweb", "web-1,web-2")]
    [InlineData("labelSelector=app%3Dweb,tier!%3Dback", "web-1")]
    [InlineData("labelSelector=app+in+(web,db),tier", "db-1,web-2")]
    [InlineData("labelSelector=app+notin+(web)", "db-1,other")]
    [InlineData("labelSelector=!app", "other")]
    [InlineData("fieldSelector=metadata.name%3Dother", "other")]
    [InlineData("fieldSelector=spec.nodeName%3Dnode-1,metadata.name!%3Dother", "db-1,web-1,web-2")]
    [InlineData("fieldSelector=status.phase!%3DRunning", "")]
    public async Task Selectors_narrow_a_list(string query, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web-1", """{"app":"web"}"""));
        server.Store.Put(Some.Pod("web-2", """{"app":"web","tier":"back"}"""));
        server.Store.Put(Some.Pod("db-1", """{"app":"db","tier":"back"}"""));
        server.Store.Put(Some.Pod("other"));

        var (_, list) = await client.GetAsync($"{Pods}?{query}");

        Assert.Equal(expected, string.Join(',', Names(list)));
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", 422)]
    [InlineData("resourceVersion=0&resourceVersionMatch=Exact", 422)]
    [InlineData("resourceVersion=many", 422)]
    [InlineData("sendInitialEvents=true", 422)]
    [InlineData("continue=nonsense", 400)]
    [InlineData("fieldSelector=spec.colour%3Dred", 400)]
    [InlineData("labelSelector=a+in", 400)]
    public async Task Options_that_mean_nothing_are_refused(string query, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, _) = await client.GetAsync($"{Pods}?{query}");

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task One_namespace_does_not_show_another_whose_name_begins_alike()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("a", @namespace: "shop"));
        server.Store.Put(Some.Pod("b", @namespace: "shop-2"));
        server.Store.Put(Some.Pod("c", @namespace: "shop0"));

        var (_, list) = await client.GetAsync("/api/v1/namespaces/shop/pods?limit=10");

        Assert.Equal(["a"], Names(list));
    }

    private static IEnumerable<string?> Names(JsonObject list) =>
        list["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]);
}

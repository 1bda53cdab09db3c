using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.TestKit.Tests.Http;

public sealed class WatchTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_watch_from_a_version_shows_what_came_after_it()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var version = server.Store.Put(Some.Pod("before")).Version;
        server.Store.Put(Some.Pod("web"));

        using var watch = await client.WatchAsync($"{Pods}?watch=true&resourceVersion={version}");
        Assert.Equal("ADDED web", await watch.NextAsync());
        server.Store.Put(Some.Pod("web", """{"a":"b"}"""));
        Assert.Equal("MODIFIED web", await watch.NextAsync());
        server.Store.Delete(BuiltInResources.Pods, "default", "web");
        var last = await watch.NextEventAsync();

        Assert.Equal("DELETED", (string?)last!["type"]);
        Assert.Equal($"{server.Store.Version}", (string?)last["object"]!["metadata"]!["resourceVersion"]);
        Assert.Equal("Pod", (string?)last["object"]!["kind"]);
    }

    [Theory]
    [InlineData("watch=1")]
    [InlineData("watch=true&resourceVersion=0")]
    public async Task A_watch_from_no_version_begins_with_what_there_is(string query)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web"));

        using var watch = await client.WatchAsync($"{Pods}?{query}");

        Assert.Equal("ADDED web", await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_list_ends_its_first_part_with_a_bookmark_that_says_so()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web"));

        using var watch = await client.WatchAsync(
            $"{Pods}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        Assert.Equal("ADDED web", await watch.NextAsync());
        Assert.Equal(
            Some.Object($$$"""
            {"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{server.Store.Version}}}",
             "annotations":{"k8s.io/initial-events-end":"true"} },"spec":{"containers":null},"status":{} } }
            """).ToJsonString(),
            (await watch.NextEventAsync())!.ToJsonString());
        server.Store.Put(Some.Pod("later"));
        Assert.Equal("ADDED later", await watch.NextAsync());
    }

    [Fact]
    public async Task A_compacted_version_is_gone_inside_the_stream_in_the_recorded_words()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Compact();

        using var watch = await client.WatchAsync($"{Pods}?watch=true&resourceVersion=5");

        Assert.Equal(
            Some.Object($$$"""
            {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
             "message":"too old resource version: 5 ({{{server.Store.Version}}})","reason":"Expired","code":410}}
            """).ToJsonString(),
            (await watch.NextEventAsync())!.ToJsonString());
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_running_watch_does_not_mind_a_compaction()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        using var watch = await client.WatchAsync($"{Pods}?watch=true&resourceVersion={server.Store.Version}&allowWatchBookmarks=true");
        server.Store.Bookmark();
        Assert.Equal("BOOKMARK", await watch.NextAsync());
        server.Store.Advance(10);
        server.Store.Compact();
        server.Store.Put(Some.Pod("web"));

        Assert.Equal("ADDED web", await watch.NextAsync());
    }

    [Fact]
    public async Task Old_changes_are_forgotten_beyond_the_window()
    {
        await using var server = await ApiServer.StartAsync(new() { HistoryWindow = 10 });
        using var client = TestClient.Admin(server);
        var version = server.Store.Version;
        foreach (var number in Enumerable.Range(0, 30))
        {
            server.Store.Put(Some.Pod($"web-{number}"));
        }

        using var old = await client.WatchAsync($"{Pods}?watch=true&resourceVersion={version}");
        using var recent = await client.WatchAsync($"{Pods}?watch=true&resourceVersion={server.Store.Version - 10}");

        Assert.Equal("ERROR", await old.NextAsync());
        Assert.Equal("ADDED web-20", await recent.NextAsync());
    }

    [Fact]
    public async Task Objects_come_and_go_as_they_begin_and_cease_to_match()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        using var watch = await client.WatchAsync(
            $"{Pods}?watch=true&resourceVersion={server.Store.Version}&labelSelector=app%3Dweb");

        server.Store.Put(Some.Pod("one"));
        server.Store.Put(Some.Pod("one", """{"app":"web"}"""));
        server.Store.Put(Some.Pod("one", """{"app":"web","more":"yes"}"""));
        server.Store.Put(Some.Pod("one", """{"app":"other"}"""));
        server.Store.Delete(BuiltInResources.Pods, "default", "one");
        server.Store.Put(Some.Pod("two", """{"app":"web"}"""));

        Assert.Equal("ADDED one", await watch.NextAsync());
        Assert.Equal("MODIFIED one", await watch.NextAsync());
        var gone = await watch.NextEventAsync();
        Assert.Equal("DELETED", (string?)gone!["type"]);
        Assert.Equal("yes", (string?)gone["object"]!["metadata"]!["labels"]!["more"]);
        Assert.Equal($"{server.Store.Version - 2}", (string?)gone["object"]!["metadata"]!["resourceVersion"]);
        Assert.Equal("ADDED two", await watch.NextAsync());
    }

    [Fact]
    public async Task Bookmarks_come_by_the_clock_and_the_watch_ends_when_its_time_is_up()
    {
        var time = new FakeTime();
        await using var server = await ApiServer.StartAsync(new() { Time = time });
        using var client = TestClient.Admin(server);
        using var watch = await client.WatchAsync(
            $"{Pods}?watch=true&resourceVersion={server.Store.Version}&allowWatchBookmarks=true&timeoutSeconds=150");
        server.Store.Advance(5);
        server.Store.Put(Some.Pod("web"));
        Assert.Equal("ADDED web", await watch.NextAsync());
        await TimersAsync(time, 2);

        time.Advance(TimeSpan.FromSeconds(60));
        var bookmark = await watch.NextEventAsync();
        await TimersAsync(time, 2);
        time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal("BOOKMARK", (string?)bookmark!["type"]);
        Assert.Equal($"{server.Store.Version}", (string?)bookmark["object"]!["metadata"]!["resourceVersion"]);
        Assert.Equal("BOOKMARK", await watch.NextAsync());
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Nobody_gets_bookmarks_who_did_not_ask_for_them()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        using var watch = await client.WatchAsync($"{Pods}?watch=true&resourceVersion={server.Store.Version}");

        server.Store.Bookmark();
        server.Store.Put(Some.Pod("web"));

        Assert.Equal("ADDED web", await watch.NextAsync());
    }

    // The server makes its timers on its own thread; the clock must not move before.
    private static async Task TimersAsync(FakeTime time, int count)
    {
        while (time.Waiting < count)
        {
            await Task.Yield();
        }
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>What a reflector does when all goes well.</summary>
public sealed class ReflectorTests
{
    [Fact]
    public async Task It_lists_and_watches_on_from_the_version_of_the_list()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("a b", Json.Namespace("a"), Json.Namespace("b")));
        Assert.Equal("/api/v1/namespaces?watch=true&resourceVersion=a%20b&allowWatchBookmarks=true&timeoutSeconds=450", watch.PathAndQuery);
        Assert.Equal("application/json", watch.Header("Accept"));
        Assert.Equal(["replace a b"], reflection.Sink.Calls);
    }

    [Fact]
    public async Task It_is_synced_only_when_the_whole_first_list_has_been_handed_on()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        Assert.False(reflection.Status.IsSynced);
        await (await reflection.NextAsync()).AnswerAsync(200, Json.Page("NamespaceList", "7", "token", Json.Namespace("a")));
        var page = await reflection.NextAsync();
        Assert.False(reflection.Status.IsSynced);
        Assert.Null(reflection.Status.Age);
        Assert.Empty(reflection.Sink.Calls);
        await page.AnswerAsync(200, Json.Namespaces("7", Json.Namespace("b")));
        await reflection.NextAsync();
        Assert.True(reflection.Status.IsSynced);
        Assert.Equal("a b", reflection.Sink.Names);
    }

    [Fact]
    public async Task The_recorded_watch_of_pods_is_followed()
    {
        await using var reflection = await Reflection<Pod>.StartAsync(ResourceKinds.Pods);
        await (await reflection.NextAsync()).AnswerAsync(200, Recordings.Read("pods.list.page1.json"));
        await (await reflection.NextAsync()).AnswerAsync(200, Recordings.Read("pods.list.page2.json"));
        var watch = await reflection.ListedAsync(Recordings.Read("pods.list.page3.json"));
        await watch.StartAsync();
        foreach (var line in Recordings.Lines("pods.watch.jsonl"))
        {
            await watch.LineAsync(line);
        }

        watch.Close();
        var next = await reflection.NextAsync();
        Assert.Equal("368", next.Query("resourceVersion"));
        Assert.Equal(["upsert web-4@361", "upsert web-4@362", "upsert web-5@363", "delete web-5"], reflection.Sink.Calls[1..]);
        Assert.Equal("web-1 web-2 web-3 web-4 web-6 web-7", reflection.Sink.Names);
        Assert.True(reflection.Sink.Find(new ObjectKey("shop", "web-4"))!.Value.Labels.TryGetValue("tier", out _));
        var counters = reflection.Status.Counters;
        Assert.Equal((0, 3, 1, 3, 0), (counters.Added, counters.Modified, counters.Deleted, counters.Bookmarks, counters.Bad));
    }

    [Fact]
    public async Task The_recorded_watch_from_the_first_version_is_followed()
    {
        await using var reflection = await Reflection<Pod>.StartAsync(ResourceKinds.Pods);
        var watch = await reflection.ListedAsync(Json.Page("PodList", "1", ""));
        var lines = Recordings.Lines("pods.watch.rv1.http");
        await watch.AnswerAsync(200, string.Join('\n', lines) + "\n");
        await reflection.NextAsync();
        Assert.Equal(lines.Length, reflection.Sink.Calls.Length - 1 + (int)reflection.Status.Counters.Bookmarks);
        Assert.Equal(0, reflection.Status.Counters.Bad);
    }

    [Fact]
    public async Task The_recorded_watch_list_of_policies_is_followed()
    {
        await using var reflection = await Reflection<NetworkPolicy>.StartAsync(ResourceKinds.NetworkPolicies);
        var watch = await reflection.ListedAsync(Json.Page("NetworkPolicyList", "1", ""));
        await watch.AnswerAsync(200, string.Join('\n', Recordings.Lines("networkpolicies.watchlist.jsonl")) + "\n");
        Assert.Equal("371", (await reflection.NextAsync()).Query("resourceVersion"));
        Assert.Equal("no-ns web", reflection.Sink.Names);
        Assert.Equal(3, reflection.Status.Counters.Bookmarks);
    }

    [Fact]
    public async Task What_comes_in_another_order_than_expected_is_put_in_place()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("a", "8")));
        await watch.LineAsync(Json.Event("MODIFIED", Json.Namespace("b", "9")));
        await watch.LineAsync(Json.Event("DELETED", Json.Namespace("a", "10", uid: "uid-of-an-older-a")));
        await watch.LineAsync(Json.Event("DELETED", Json.Namespace("c", "11")));
        await Reflection<Namespace>.Until(() => reflection.Status.Counters.Deleted == 2);
        Assert.Equal("a b", reflection.Sink.Names);
    }

    [Fact]
    public async Task Each_event_and_each_bookmark_moves_the_version_on()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.AnswerAsync(200, $"{Json.Event("ADDED", Json.Namespace("a", "8"))}\n");
        watch = await reflection.NextAsync();
        Assert.Equal("8", watch.Query("resourceVersion"));
        await watch.AnswerAsync(200, $"{Json.Bookmark("9")}\n");
        Assert.Equal("9", (await reflection.NextAsync()).Query("resourceVersion"));
    }

    [Fact]
    public async Task A_watch_that_ends_in_time_goes_on_at_once_without_a_list_and_without_an_error()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        reflection.Time.Advance(TimeSpan.FromSeconds(450));
        watch.Close();
        Assert.Equal("7", (await reflection.NextAsync()).Query("resourceVersion"));
        Assert.Equal((1, 2), (reflection.Status.Counters.Lists, reflection.Status.Counters.Watches));
        Assert.Null(reflection.Status.LastError);
        Assert.DoesNotContain(reflection.Incidents, incident => incident.Kind == WatchIncidentKind.Failed);
    }

    [Fact]
    public async Task Ten_thousand_namespaces_can_go_at_once()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var names = Enumerable.Range(0, 10_000).Select(i => $"n-{i}").ToList();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", [.. names.Select(name => Json.Namespace(name))]));
        Assert.Equal(10_000, reflection.Sink.Objects.Count);
        await watch.StartAsync();
        await watch.SendAsync(string.Concat(names.Select((name, i) => $"{Json.Event("DELETED", Json.Namespace(name, $"{i + 8}"))}\n")));
        await Reflection<Namespace>.Until(() => reflection.Sink.Objects.IsEmpty);
        watch.Close();
        Assert.Equal("10007", (await reflection.NextAsync()).Query("resourceVersion"));
    }

    [Fact]
    public async Task A_thousand_reconnects_need_no_more_than_two_connections()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        for (var i = 0; i < 1_000; i++)
        {
            await watch.AnswerAsync(200, $"{Json.Bookmark($"{i + 8}")}\n");
            watch = await reflection.NextAsync();
        }

        Assert.InRange(reflection.Server.Connections, 1, 2);
    }

    [Fact]
    public async Task The_age_is_that_of_the_last_word_of_the_server_whatever_the_wall_clock_says()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        reflection.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(100), reflection.Status.Age);
        reflection.Time.SetWallClock(reflection.Time.GetUtcNow().AddYears(-3));
        Assert.Equal(TimeSpan.FromSeconds(100), reflection.Status.Age);
        reflection.Time.SetWallClock(reflection.Time.GetUtcNow().AddYears(6));
        Assert.False(watch.Left.IsCompleted);
        await watch.LineAsync(Json.Bookmark("8"));
        await Reflection<Namespace>.Until(() => reflection.Status.Age == TimeSpan.Zero);
        reflection.Time.Advance(TimeSpan.FromSeconds(3));
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("a", "9")));
        await Reflection<Namespace>.Until(() => reflection.Status.Age == TimeSpan.Zero);
    }

    [Fact]
    public async Task It_ends_promptly_and_quietly_in_whatever_it_is_doing()
    {
        await using var listing = await Reflection.OfNamespacesAsync();
        await listing.NextAsync();
        await listing.StopAsync();

        await using var watching = await Reflection.OfNamespacesAsync();
        await (await watching.ListedAsync(Json.Namespaces("7"))).StartAsync();
        await watching.StopAsync();

        await using var waiting = await Reflection.OfNamespacesAsync();
        await (await waiting.NextAsync()).AnswerAsync(500, "");
        await Reflection<Namespace>.Until(() => waiting.Time.NextDue is not null && waiting.Status.LastError is not null);
        await waiting.StopAsync();
        Assert.DoesNotContain(listing.Incidents.Concat(watching.Incidents), incident => incident.Kind == WatchIncidentKind.Failed);
    }
}

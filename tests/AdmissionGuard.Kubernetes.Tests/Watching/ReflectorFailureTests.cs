using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>What a reflector does when the server or the network does what it should not.</summary>
public sealed class ReflectorFailureTests
{
    [Fact]
    public async Task A_server_that_is_away_at_the_start_is_tried_until_it_is_there()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        for (var i = 0; i < 3; i++)
        {
            (await reflection.NextAfterAWhileAsync()).Abort();
        }

        await (await reflection.NextAfterAWhileAsync()).AnswerAsync(500, "");
        Assert.False(reflection.Status.IsSynced);
        await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        Assert.True(reflection.Status.IsSynced);
        Assert.Null(reflection.Status.LastError);
        Assert.Empty(reflection.Status.Counters.Relists);
    }

    [Fact]
    public async Task While_the_server_is_gone_for_a_minute_the_age_grows_and_afterwards_nothing_is_listed_again()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.StartAsync();
        watch.Abort();
        while (!(reflection.Status.Age > TimeSpan.FromMinutes(1)))
        {
            watch = await reflection.NextAfterAWhileAsync();
            Assert.Equal("7", watch.Query("resourceVersion"));
            Assert.NotNull(reflection.Status.LastError);
            watch.Abort();
        }

        watch = await reflection.NextAfterAWhileAsync();
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("DELETED", Json.Namespace("a", "8")));
        await Reflection<Namespace>.Until(() => reflection.Status.Age == TimeSpan.Zero);
        Assert.Equal(("", 1, null), (reflection.Sink.Names, reflection.Status.Counters.Lists, reflection.Status.LastError));
    }

    [Fact]
    public async Task The_delays_grow_from_failure_to_failure_and_start_anew_after_two_good_minutes()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        for (var i = 0; i < 3; i++)
        {
            watch.Abort();
            watch = await reflection.NextAfterAWhileAsync();
        }

        await watch.StartAsync();
        reflection.Time.Advance(TimeSpan.FromMinutes(2));
        watch.Abort();
        await reflection.NextAfterAWhileAsync();
        Assert.Equal([1.2, 2.4, 4.8, 1.2], reflection.Delays);
    }

    [Fact]
    public async Task A_half_open_watch_is_given_up_half_a_minute_after_its_time()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        reflection.Time.Advance(TimeSpan.FromSeconds(479.9));
        Assert.False(watch.Left.IsCompleted);
        Assert.Null(reflection.Status.LastError);
        reflection.Time.Advance(TimeSpan.FromSeconds(0.1));
        var next = await reflection.NextAfterAWhileAsync();
        Assert.Equal("7", next.Query("resourceVersion"));
        await watch.Left.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(1, reflection.Status.Counters.Lists);
    }

    [Fact]
    public async Task A_watch_whose_headers_never_come_is_given_up_too()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        await reflection.ListedAsync(Json.Namespaces("7"));
        reflection.Time.Advance(TimeSpan.FromSeconds(480));
        Assert.Equal("7", (await reflection.NextAfterAWhileAsync()).Query("resourceVersion"));
    }

    [Fact]
    public async Task Events_that_come_after_minutes_of_silence_are_read()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        reflection.Time.Advance(TimeSpan.FromSeconds(400));
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("a", "8")));
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "a");
        Assert.False(watch.Left.IsCompleted);
    }

    [Fact]
    public async Task Watches_of_an_empty_collection_that_end_at_once_are_begun_again_ever_more_slowly()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        for (var i = 0; i < 4; i++)
        {
            await watch.AnswerAsync(200, "");
            watch = await reflection.NextAfterAWhileAsync();
            Assert.Equal("7", watch.Query("resourceVersion"));
        }

        Assert.Equal([1.2, 2.4, 4.8, 9.6], reflection.Delays);
        Assert.Equal(1, reflection.Status.Counters.Lists);
        Assert.Contains("at once", reflection.Status.LastError);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_a_line_loses_nothing()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        var line = Json.Event("ADDED", Json.Namespace("b", "9"));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("a", "8")));
        await watch.SendAsync(line[..40]);
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "a");
        watch.Abort();
        watch = await reflection.NextAfterAWhileAsync();
        Assert.Equal("8", watch.Query("resourceVersion"));
        await watch.StartAsync();
        await watch.LineAsync(line);
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "a b");
        Assert.Equal((1, 0), (reflection.Status.Counters.Lists, reflection.Status.Counters.Bad));
    }

    [Fact]
    public async Task A_last_line_without_its_end_is_no_event()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.AnswerAsync(200, $"{Json.Event("ADDED", Json.Namespace("a", "8"))}\n{Json.Event("ADDED", Json.Namespace("b", "9"))}");
        Assert.Equal("8", (await reflection.NextAsync()).Query("resourceVersion"));
        Assert.Equal(("a", 0), (reflection.Sink.Names, reflection.Status.Counters.Bad));
    }

    [Theory]
    [InlineData("Expired")]
    [InlineData("Gone")]
    public async Task A_version_that_is_refused_at_once_is_listed_anew(string reason)
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a"), Json.Namespace("b")));
        await watch.AnswerAsync(410, Json.Status(410, reason));
        watch = await reflection.ListedAsync(Json.Namespaces("9", Json.Namespace("b")));
        Assert.Equal("9", watch.Query("resourceVersion"));
        Assert.Equal("b", reflection.Sink.Names);
        Assert.Equal(1, reflection.Status.Counters.Relists[RelistReason.Expired]);
    }

    [Theory]
    [InlineData(410, "Expired")]
    [InlineData(410, "Gone")]
    [InlineData(200, "Gone")]
    public async Task A_version_that_has_expired_in_the_stream_is_listed_anew(int code, string reason)
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("ERROR", Json.Status(code, reason)));
        watch = await reflection.ListedAsync(Json.Namespaces("9"));
        Assert.Equal(("9", ""), (watch.Query("resourceVersion"), reflection.Sink.Names));
        Assert.Equal((1, 1), (reflection.Status.Counters.Errors, reflection.Status.Counters.Relists[RelistReason.Expired]));
    }

    [Fact]
    public async Task The_recorded_gone_is_listed_anew()
    {
        await using var reflection = await Reflection<Pod>.StartAsync(ResourceKinds.Pods);
        var watch = await reflection.ListedAsync(Json.Page("PodList", "5", ""));
        await watch.ReplayAsync(Recordings.Read("pods.watch.gone.http"));
        await Reflection<Pod>.Until(() => reflection.Status.LastError is not null);
        Assert.Equal("too old resource version: 5 (923)", reflection.Status.LastError);
        await reflection.ListedAsync(Json.Page("PodList", "923", ""));
    }

    [Fact]
    public async Task Servers_that_expire_every_list_are_not_listed_all_the_time()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        for (var i = 0; i < 4; i++)
        {
            await (await reflection.ListedAsync(Json.Namespaces("7"))).AnswerAsync(410, Json.Status(410, "Expired"));
        }

        await Reflection<Namespace>.Until(() => reflection.Delays.Count() == 4);
        Assert.Equal([1.2, 2.4, 4.8, 9.6], reflection.Delays);
    }

    [Fact]
    public async Task Too_many_requests_are_no_reason_to_list()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        for (var i = 0; i < 5; i++)
        {
            await watch.AnswerAsync(429, Json.Status(429, "TooManyRequests"), ("Retry-After", "1"));
            watch = await reflection.NextAfterAWhileAsync();
            Assert.Equal("7", watch.Query("resourceVersion"));
        }

        Assert.Equal(1, reflection.Status.Counters.Lists);
    }

    [Fact]
    public async Task In_the_stream_too_the_server_may_ask_for_a_pause()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("ERROR", """{"kind":"Status","message":"slow down","reason":"TooManyRequests","code":429,"details":{"retryAfterSeconds":20} }"""));
        await Reflection<Namespace>.Until(() => reflection.Delays.Any());
        Assert.Equal(20, reflection.Delays.Single());
        Assert.Equal("7", (await reflection.NextAfterAWhileAsync()).Query("resourceVersion"));
    }

    [Fact]
    public async Task Errors_of_the_server_are_waited_out_for_a_minute_and_then_all_is_listed()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var request = await reflection.ListedAsync(Json.Namespaces("7"));
        var watches = 0;
        while (request.Query("watch") is not null)
        {
            watches++;
            await request.StartAsync();
            await request.LineAsync(Json.Event("ERROR", Json.Status(500, "InternalError")));
            request = await reflection.NextAfterAWhileAsync();
        }

        Assert.InRange(watches, 4, 8);
        Assert.InRange(reflection.Status.Age!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3));
        Assert.Equal(1, reflection.Status.Counters.Relists[RelistReason.ServerError]);
    }

    [Fact]
    public async Task A_version_that_the_server_does_not_know_yet_is_listed_anew()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("999999999"));
        await watch.StartAsync();
        var recorded = Recordings.Read("pods.list.rv-too-large.http");
        await watch.LineAsync(Json.Event("ERROR", recorded[recorded.IndexOf('{', StringComparison.Ordinal)..].ReplaceLineEndings(" ")));
        await reflection.ListedAsync(Json.Namespaces("368"));
        Assert.Equal(1, reflection.Status.Counters.Relists[RelistReason.Expired]);
    }

    [Fact]
    public async Task A_permission_that_is_taken_away_shows_and_when_it_is_given_back_all_is_well()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.AnswerAsync(403, Json.Status(403, "Forbidden"));
        for (var i = 0; i < 3; i++)
        {
            var list = await reflection.NextAfterAWhileAsync();
            Assert.Null(list.Query("watch"));
            Assert.NotNull(reflection.Status.LastError);
            Assert.Equal("a", reflection.Sink.Names);
            await list.AnswerAsync(403, Json.Status(403, "Forbidden"));
        }

        await reflection.ListedAsync(Json.Namespaces("9", Json.Namespace("b")));
        Assert.Equal(("b", null), (reflection.Sink.Names, reflection.Status.LastError));
        Assert.Equal(1, reflection.Status.Counters.Relists[RelistReason.Refused]);
    }

    [Fact]
    public async Task A_relist_that_breaks_off_leaves_everything_as_it_was()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.AnswerAsync(410, Json.Status(410, "Expired"));
        await (await reflection.NextAfterAWhileAsync()).AnswerAsync(200, Json.Page("NamespaceList", "9", "token", Json.Namespace("b")));
        (await reflection.NextAsync()).Abort();
        var list = await reflection.NextAfterAWhileAsync();
        Assert.Equal("a", reflection.Sink.Names);
        Assert.Null(list.Query("continue"));
    }
}

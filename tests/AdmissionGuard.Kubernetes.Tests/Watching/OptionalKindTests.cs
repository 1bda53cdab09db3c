using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>What a reflector does when it is refused a kind that it may do without.</summary>
public sealed class OptionalKindTests
{
    private const int Forbidden = 403;
    private const int NotFound = 404;

    [Theory]
    [InlineData(Forbidden, "Forbidden")]
    [InlineData(NotFound, "NotFound")]
    public async Task A_list_that_is_refused_is_tried_twice_a_minute_until_it_is_granted(int code, string reason)
    {
        await using var reflection = await OptionalAsync();
        for (var i = 0; i < 3; i++)
        {
            await (await reflection.NextAfterAWhileAsync()).AnswerAsync(code, Json.Status(code, reason));
        }

        await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        Assert.Equal([45, 45, 45], reflection.Delays);
        Assert.Equal(
            [WatchIncidentKind.Refused, WatchIncidentKind.Refused, WatchIncidentKind.Refused, WatchIncidentKind.Listed],
            reflection.Incidents.Select(incident => incident.Kind));
        Assert.Equal(("a", null), (reflection.Sink.Names, reflection.Status.LastError));
    }

    [Fact]
    public async Task What_was_known_is_forgotten_when_a_list_is_refused()
    {
        await using var reflection = await OptionalAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.AnswerAsync(Forbidden, Json.Status(Forbidden, "Forbidden"));

        // A watch that is refused is not enough: where a list is granted, it tells.
        var list = await reflection.NextAfterAWhileAsync();
        Assert.Equal("a", reflection.Sink.Names);
        await list.AnswerAsync(Forbidden, Json.Status(Forbidden, "Forbidden"));
        await Reflection<Namespace>.Until(() => reflection.Sink.Names.Length == 0);
        Assert.Equal("no", reflection.Status.LastError);
    }

    [Fact]
    public async Task Where_a_list_is_granted_and_a_watch_is_not_the_list_is_all_that_tells_of_changes()
    {
        await using var reflection = await OptionalAsync();
        for (var i = 0; i < 3; i++)
        {
            var watch = await reflection.ListedAsync(Json.Namespaces($"{i}", Json.Namespace($"n{i}")));
            Assert.Equal($"n{i}", reflection.Sink.Names);
            await watch.AnswerAsync(Forbidden, Json.Status(Forbidden, "Forbidden"));
        }

        await reflection.NextAfterAWhileAsync();
        Assert.Equal([45, 45, 45], reflection.Delays);
    }

    [Fact]
    public async Task What_was_known_is_kept_while_the_server_fails()
    {
        await using var reflection = await OptionalAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        watch.Abort();
        await (await reflection.NextAfterAWhileAsync()).AnswerAsync(500, "");
        await (await reflection.NextAfterAWhileAsync()).AnswerAsync(410, Json.Status(410, "Expired"));
        await (await reflection.NextAfterAWhileAsync()).AnswerAsync(503, "");
        Assert.Equal("a", reflection.Sink.Names);

        await reflection.ListedAsync(Json.Namespaces("9", Json.Namespace("b")));
        Assert.Equal("b", reflection.Sink.Names);
        Assert.DoesNotContain(reflection.Incidents, incident => incident.Kind == WatchIncidentKind.Refused);
        Assert.Equal(1, reflection.Status.Counters.Relists[RelistReason.Expired]);
    }

    [Fact]
    public async Task A_kind_that_is_not_optional_is_kept_and_tried_sooner()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.AnswerAsync(Forbidden, Json.Status(Forbidden, "Forbidden"));
        await (await reflection.NextAfterAWhileAsync()).AnswerAsync(Forbidden, Json.Status(Forbidden, "Forbidden"));
        await reflection.NextAfterAWhileAsync();
        Assert.Equal("a", reflection.Sink.Names);
        Assert.Equal([1.2, 2.4], reflection.Delays);
    }

    private static Task<Reflection<Namespace>> OptionalAsync() => Reflection<Namespace>.StartAsync(ResourceKinds.Namespaces, isOptional: true);
}

using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Webhook.State;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.State;

public sealed class KindWatchTests : IDisposable
{
    private readonly CapturedLog _log = new();

    [Fact]
    public void Trouble_is_told_of_when_it_begins_and_when_it_ends()
    {
        var watch = new KindWatch(_log);
        for (var i = 0; i < 100; i++)
        {
            watch.Note(new WatchIncident("pods", WatchIncidentKind.Failed, $"connection refused, the {i}th time"));
            watch.Look([Status("pods", "connection refused")]);
        }

        watch.Look([Status("pods", null)]);
        watch.Look([Status("pods", null)]);
        Assert.Equal(["The API server does not tell of pods: connection refused, the 0th time"], _log.Of(2011));
        Assert.Equal(["The API server tells of pods again"], _log.Of(2012));

        watch.Note(new WatchIncident("pods", WatchIncidentKind.Failed, "again"));
        Assert.Equal(2, _log.Of(2011).Count);
    }

    [Fact]
    public void A_refusal_is_told_of_once_with_what_follows_from_it_even_after_a_failure()
    {
        var watch = new KindWatch(_log);
        watch.Note(new WatchIncident("apiservices", WatchIncidentKind.Failed, "connection refused"));
        for (var i = 0; i < 10; i++)
        {
            watch.Note(new WatchIncident("apiservices", WatchIncidentKind.Refused, "you may not"));
            watch.Look([Status("apiservices", "you may not")]);
        }

        Assert.Single(_log.Of(2011));
        Assert.Equal(
            ["Rule self-lockout overlooks what the API server calls by apiservices, which may not be listed and watched: you may not"], _log.Of(2018));
        watch.Look([Status("apiservices", null)]);
        Assert.Equal(["The API server tells of apiservices again"], _log.Of(2012));
    }

    [Fact]
    public void An_object_is_told_of_once_and_in_one_line()
    {
        var watch = new KindWatch(_log);
        watch.Note(new WatchIncident("pods", WatchIncidentKind.Undecodable, "Pod a/b cannot be decoded:\nnonsense"));
        watch.Note(new WatchIncident("pods", WatchIncidentKind.Undecodable, "Pod a/b cannot be decoded:\nnonsense"));
        Assert.Equal(["An object among pods cannot be read and plays no part: Pod a/b cannot be decoded: nonsense"], _log.Of(2013));
    }

    public void Dispose() => _log.Dispose();

    private static ReflectorStatus Status(string resource, string? error) => new(
        resource, true, TimeSpan.Zero, error, [], new ReflectorCounters(1, 1, new Dictionary<RelistReason, long>(), 0, 0, 0, 0, 0, 0, 0));
}

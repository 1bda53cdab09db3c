using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>
/// Keeps a sink up to date with all objects of a kind: lists them, watches on from there, and lists again when the server has forgotten
/// where that was. Whatever the server or the network does, it goes on until it is cancelled.
/// </summary>
public sealed class Reflector<T>
    where T : class
{
    // client-go's range is 5 to 10 minutes too: the ends of thousands of watches are spread.
    private const int ShortestWatch = 300;
    private const int WatchRange = 300;

    private static readonly TimeSpan DeadlineSlack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan VeryShort = TimeSpan.FromSeconds(1);

    private readonly ApiClient _client;
    private readonly ResourceKind<T> _kind;
    private readonly ObjectScope _scope;
    private readonly IObjectSink<T> _sink;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly Action<WatchIncident>? _report;
    private readonly bool _isOptional;
    private readonly ObjectDecoder<T> _decoder;
    private readonly Lister<T> _lister;
    private readonly ReflectorLedger _ledger;
    private readonly WatchEvents<T> _events;

    private bool _isListDue = true;
    private int _failures;
    private long _lastFailure;
    private long? _serverErrorsSince;

    /// <summary>A reflector that has not been started.</summary>
    /// <param name="client">Where to.</param>
    /// <param name="kind">What to reflect.</param>
    /// <param name="sink">Where it goes; called by one thread at a time.</param>
    /// <param name="time">Measures deadlines, delays and ages; the wall clock is never asked.</param>
    /// <param name="random">From 0 up to 1: spreads delays and watches, so that replicas do not act all at once.</param>
    /// <param name="report">Told what an operator may want to know; called by the thread that reads, so it must be quick.</param>
    /// <param name="scope">Which of them; null for all.</param>
    /// <param name="isOptional">
    /// Whether it may do without: then a list that is refused with 403 or 404 means that nothing is known any more, and it is tried again
    /// twice a minute.
    /// </param>
    public Reflector(
        ApiClient client,
        ResourceKind<T> kind,
        IObjectSink<T> sink,
        TimeProvider time,
        Func<double> random,
        Action<WatchIncident>? report = null,
        ObjectScope? scope = null,
        bool isOptional = false)
    {
        (_client, _kind, _sink, _time, _random, _report, _scope) = (client, kind, sink, time, random, report, scope ?? ObjectScope.All);
        _isOptional = isOptional;
        _decoder = new ObjectDecoder<T>(kind);
        _lister = new Lister<T>(client, kind, time, _scope, _decoder);
        _ledger = new ReflectorLedger(kind.Name, time);
        _events = new WatchEvents<T>(kind, _decoder, sink, _ledger, report);
    }

    /// <summary>How it fares; from any thread.</summary>
    public ReflectorStatus Status => _ledger.Status();

    /// <summary>Lists and watches until it is cancelled, and then ends without an exception. To be called once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                if (await StepAsync(cancellation) is { } recovery)
                {
                    await WaitAsync(recovery, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    // Lists or watches once; null when that went as it should.
    private async Task<Recovery?> StepAsync(CancellationToken cancellation)
    {
        var isList = _isListDue;
        try
        {
            if (!isList)
            {
                return await WatchAsync(cancellation);
            }

            await ListAsync(cancellation);
            return null;
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            var recovery = Recovery.Of(e, Recovery.IsServerError(e) ? ServerErrorsFor() : TimeSpan.Zero) with
            {
                IsRefusal = _isOptional && Recovery.IsRefused(e),
            };
            if (isList && recovery.IsRefusal)
            {
                // What was known may have changed since, and nobody will tell: to go on believing it could deny what is right.
                _sink.Replace([]);
            }

            // A list that failed is due in any case.
            return isList ? recovery with { Relist = null } : recovery;
        }
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        var list = await _lister.ListAsync(_sink.Find, progress: null, cancellation);
        _sink.Replace(list.Objects);
        _events.Version = list.ResourceVersion;
        _isListDue = false;
        _serverErrorsSince = null;
        _ledger.Listed(list.Undecodable);
        _report?.Invoke(new WatchIncident(_kind.Name, WatchIncidentKind.Listed, $"listed {list.Objects.Count} {_kind.Name}"));
        foreach (var bad in list.Undecodable)
        {
            _report?.Invoke(new WatchIncident(
                _kind.Name, WatchIncidentKind.Undecodable, $"{_kind.Kind} {bad.Key} cannot be decoded: {bad.Problem}"));
        }
    }

    private async Task<Recovery?> WatchAsync(CancellationToken cancellation)
    {
        // The clock starts before the request is sent: some proxies send the headers on only with the first event.
        var started = _time.GetTimestamp();
        var seconds = ShortestWatch + (int)(_random() * WatchRange);
        using var deadline = new IdleDeadline(TimeSpan.FromSeconds(seconds) + DeadlineSlack, _time, cancellation);
        var any = false;
        _ledger.Watching();
        try
        {
            var version = Uri.EscapeDataString(_events.Version);
            var query = _scope.Query("watch=true", $"resourceVersion={version}", "allowWatchBookmarks=true", $"timeoutSeconds={seconds}");
            using var response = await _client.GetAsync($"{_scope.PathOf(_kind)}{query}", deadline.Token);
            using var lines = new LineReader(await response.Content.ReadAsStreamAsync(deadline.Token));
            while (await lines.NextAsync(deadline.Token))
            {
                if (_events.Take(lines.Line, ref any) is { } recovery)
                {
                    return recovery;
                }

                _serverErrorsSince = any ? null : _serverErrorsSince;
            }
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            // A connection whose other end has vanished never fails by itself.
            throw new TimeoutException($"the server has neither ended the watch of {_kind.Name} in time nor sent anything else", e);
        }

        if (!any && _time.GetElapsedTime(started) < VeryShort)
        {
            return new Recovery(null, null, $"the server, or a proxy before it, ended the watch of {_kind.Name} at once");
        }

        _ledger.Ended();
        return null;
    }

    private TimeSpan ServerErrorsFor()
    {
        _serverErrorsSince ??= _time.GetTimestamp();
        return _time.GetElapsedTime(_serverErrorsSince.Value);
    }

    private async Task WaitAsync(Recovery recovery, CancellationToken cancellation)
    {
        if (recovery.Relist is not null)
        {
            _isListDue = true;
            _serverErrorsSince = null;
        }

        var delay = recovery.IsRefusal ? BackOff.AfterRefusal(_random()) : AfterFailure(recovery.Wish);
        _ledger.Failed(recovery.Message, recovery.Relist);
        var kind = recovery.IsRefusal ? WatchIncidentKind.Refused : WatchIncidentKind.Failed;
        _report?.Invoke(new WatchIncident(_kind.Name, kind, recovery.Message, delay));
        await Task.Delay(delay, _time, cancellation);
    }

    private TimeSpan AfterFailure(TimeSpan? wish)
    {
        _failures = BackOff.Failures(_failures, _failures == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_lastFailure));
        _lastFailure = _time.GetTimestamp();
        return BackOff.Delay(_failures, _random(), wish);
    }
}

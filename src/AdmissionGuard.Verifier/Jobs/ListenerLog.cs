using AdmissionGuard.Core.Model;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>What a listening container has told so far.</summary>
/// <param name="time">The job's clock.</param>
internal sealed class ListenerLog(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<int, string?> _ports = [];
    private readonly Dictionary<string, IpAddress> _arrived = new(StringComparer.Ordinal);
    private readonly List<(int Port, IpAddress From, long At)> _strangers = [];
    private TaskCompletionSource _pulse = New();
    private long _lastAt = -1;
    private TimeSpan? _ahead;

    /// <summary>Takes a line; the same one again changes nothing.</summary>
    public void Tell(StandInLine line)
    {
        TaskCompletionSource pulse;
        lock (_lock)
        {
            // How much the job's clock is ahead of the container's, and how long a line takes at least.
            var ahead = Now - TimeSpan.FromMilliseconds(line.At);
            _ahead = _ahead < ahead ? _ahead : ahead;
            Take(line);
            _lastAt = Math.Max(_lastAt, line.At);
            (pulse, _pulse) = (_pulse, New());
        }

        pulse.SetResult();
    }

    /// <summary>
    /// Waits until everything has been told that arrived until now. A line may be late, but no line overtakes another: what was written later,
    /// by the container's own clock, comes after all that matters.
    /// </summary>
    /// <returns>False when it stays silent.</returns>
    public async Task<bool> CatchUpAsync(TimeSpan margin, TimeSpan patience, CancellationToken cancellation)
    {
        var now = Now;
        return await WaitAsync(() => _ahead is { } ahead && TimeSpan.FromMilliseconds(_lastAt) + ahead >= now + margin, patience, cancellation);
    }

    /// <summary>Waits until it has said of each of some ports whether it listens there.</summary>
    public Task<bool> HearsAsync(IReadOnlyCollection<int> ports, TimeSpan patience, CancellationToken cancellation) =>
        WaitAsync(() => ports.All(_ports.ContainsKey), patience, cancellation);

    /// <summary>Why it does not listen on a port; null when it does.</summary>
    public string? WhyDeaf(int port)
    {
        lock (_lock)
        {
            return _ports.TryGetValue(port, out var why) ? why : "it has not said that it listens there";
        }
    }

    /// <summary>Where a connection came from; null when it has not arrived.</summary>
    public IpAddress? Arrival(string token)
    {
        lock (_lock)
        {
            return _arrived.TryGetValue(token, out var from) ? from : null;
        }
    }

    /// <summary>Where the last connection came from that said nothing, as the kubelet's do; null when there was none since some moment.</summary>
    public IpAddress? Stranger(int port, IpFamily family, long since)
    {
        lock (_lock)
        {
            var index = _strangers.FindLastIndex(one => one.Port == port && one.From.Family == family && one.At > since);
            return index < 0 ? null : _strangers[index].From;
        }
    }

    /// <summary>The moment of the last line, by the container's clock.</summary>
    public long LastAt
    {
        get
        {
            lock (_lock)
            {
                return _lastAt;
            }
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(StandInLine line)
    {
        switch (line)
        {
            case { Said: StandInWord.Listening, Port: { } port }:
                _ports[port] = null;
                break;
            case { Said: StandInWord.Deaf, Port: { } port }:
                _ports[port] = line.Why ?? "it cannot listen there";
                break;
            case { Said: StandInWord.Arrived, Token: { } token } when IpAddress.Parse(line.From) is { } from:
                _arrived[token] = from;
                break;

            // Those of a stream that began anew are known.
            case { Said: StandInWord.Arrived, Port: { } port } when line.At >= _lastAt && IpAddress.Parse(line.From) is { } from:
                _strangers.Add((port, from, line.At));
                break;
        }
    }

    private async Task<bool> WaitAsync(Func<bool> condition, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    if (condition())
                    {
                        return true;
                    }

                    changed = _pulse.Task;
                }

                await changed.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}

using AdmissionGuard.TestKit.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Faults;

/// <summary>What goes wrong, and for which requests.</summary>
public sealed class FaultPlan(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];
    private volatile bool _halfOpen;

    /// <summary>Whether new connections are accepted and then never answered, not even with a TLS handshake.</summary>
    public bool HalfOpen
    {
        get => _halfOpen;
        set => _halfOpen = value;
    }

    /// <summary>Has a fault strike requests that match, so many times.</summary>
    public void Add(Fault fault, Func<LoggedRequest, bool> matches, int times = 1)
    {
        lock (_lock)
        {
            _planned.Add(new(fault, matches, times));
        }
    }

    /// <summary>Has nothing go wrong any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _planned.Clear();
        }

        HalfOpen = false;
    }

    internal async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!HalfOpen)
        {
            await next(connection);
            return;
        }

        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = connection.ConnectionClosed.Register(() => closed.TrySetResult());
        await closed.Task;
    }

    /// <summary>Whether a fault has answered the request itself. Others change how the answer that follows is sent.</summary>
    internal async Task<bool> StrikeAsync(HttpContext context, LoggedRequest request, CancellationToken stopping) =>
        Take(request) is { } fault && await fault.StrikeAsync(context, time, stopping);

    private Fault? Take(LoggedRequest request)
    {
        lock (_lock)
        {
            var planned = _planned.Find(candidate => candidate.Matches(request));
            if (planned is not null && --planned.Left == 0)
            {
                _planned.Remove(planned);
            }

            return planned?.Fault;
        }
    }

    private sealed class Planned(Fault fault, Func<LoggedRequest, bool> matches, int times)
    {
        public Fault Fault => fault;

        public Func<LoggedRequest, bool> Matches => matches;

        public int Left { get; set; } = times;
    }
}

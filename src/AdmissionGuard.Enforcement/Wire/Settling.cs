using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>Which flows of a batch nothing is known of yet: they are sent again, and waited for.</summary>
internal sealed class Settling(IReadOnlyList<Flow> flows)
{
    private readonly HashSet<ProbeToken> _open = [];
    private readonly HashSet<ProbeToken> _early = [];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    /// <summary>Begins to wait for some of the flows.</summary>
    public void Begin(IEnumerable<Flow> sent)
    {
        lock (_lock)
        {
            _open.UnionWith(sent.Select(flow => flow.Token));
            _open.ExceptWith(_early);
            Check();
        }
    }

    /// <summary>Something is known of a flow.</summary>
    public void Settle(Flow flow)
    {
        lock (_lock)
        {
            _early.Add(flow.Token);
            if (_open.Remove(flow.Token))
            {
                Check();
            }
        }
    }

    /// <summary>The flows that are still open, in their order.</summary>
    public List<Flow> Open()
    {
        lock (_lock)
        {
            return [.. flows.Where(flow => _open.Contains(flow.Token))];
        }
    }

    /// <summary>Waits until all are settled, or for a while.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (atMost > TimeSpan.Zero && !_all.Task.IsCompleted)
        {
            await Task.WhenAny(_all.Task, Task.Delay(atMost, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private void Check()
    {
        if (_open.Count == 0)
        {
            _all.TrySetResult();
        }
    }
}

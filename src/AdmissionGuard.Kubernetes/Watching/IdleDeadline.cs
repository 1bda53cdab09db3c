namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Cancels what has not been heard of for some time: a connection whose other end has vanished never fails by itself.</summary>
internal sealed class IdleDeadline : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _both;

    public IdleDeadline(TimeSpan patience, TimeProvider time, CancellationToken caller)
    {
        _patience = patience;
        _caller = caller;
        _timer = new CancellationTokenSource(patience, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
    }

    /// <summary>Cancelled by the caller, or when the patience is over.</summary>
    public CancellationToken Token => _both.Token;

    /// <summary>Whether the patience is over, and the caller did not cancel.</summary>
    public bool HasPassed => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Something was heard.</summary>
    public void Restart() => _timer.CancelAfter(_patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        _both.Dispose();
        _timer.Dispose();
    }
}

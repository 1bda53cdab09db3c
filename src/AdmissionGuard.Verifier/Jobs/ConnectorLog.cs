using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>What a connecting container has told so far.</summary>
/// <param name="time">The job's clock.</param>
internal sealed class ConnectorLog(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Probe, int Round), StandInLine> _tried = [];
    private TaskCompletionSource _pulse = New();
    private int _ended;

    /// <summary>Takes a line; the same one again changes nothing.</summary>
    public void Tell(StandInLine line)
    {
        TaskCompletionSource pulse;
        lock (_lock)
        {
            switch (line)
            {
                case { Said: StandInWord.Tried, Probe: { } probe, Round: { } round }:
                    _tried[(probe, round)] = line;
                    break;
                case { Said: StandInWord.Ended, Round: { } round }:
                    _ended = Math.Max(_ended, round);
                    break;
            }

            (pulse, _pulse) = (_pulse, New());
        }

        pulse.SetResult();
    }

    /// <summary>What it said of a probe in a round; null when it said nothing.</summary>
    public StandInLine? Tried(string probe, int round)
    {
        lock (_lock)
        {
            return _tried.GetValueOrDefault((probe, round));
        }
    }

    /// <summary>Waits for the end of a round that had not ended before.</summary>
    /// <returns>Its number; null when none ends in time.</returns>
    public async Task<int?> NextRoundAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        int? next = null;
        try
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    next ??= _ended + 1;
                    if (_ended >= next)
                    {
                        return next;
                    }

                    changed = _pulse.Task;
                }

                await changed.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

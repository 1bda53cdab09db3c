using AdmissionGuard.Core.Model;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>Where the controller waits for what agents answer.</summary>
internal sealed class NodeProbeBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, TaskCompletionSource> _waiting = [];

    public NodeProbeBoard() => Known = new KnownObjects<NodeProbe>(item => Pulse(item.Key));

    /// <summary>All NodeProbes.</summary>
    public KnownObjects<NodeProbe> Known { get; }

    /// <summary>Waits for an agent's answer.</summary>
    /// <param name="key">The NodeProbe.</param>
    /// <param name="isAnswered">Whether a status is the answer.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<NodeProbeStatus> AnswerAsync(ObjectKey key, Func<NodeProbeStatus, bool> isAnswered, CancellationToken cancellation)
    {
        while (true)
        {
            // What comes after this look pulses: nothing is missed.
            var changed = Changed(key);
            if (Known.Find(key)?.Value.Status is { } status && isAnswered(status))
            {
                return status;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Nobody will wait for an answer in this one any more.</summary>
    public void Forget(ObjectKey key)
    {
        lock (_lock)
        {
            _waiting.Remove(key);
        }
    }

    private Task Changed(ObjectKey key)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out var pulse))
            {
                _waiting[key] = pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return pulse.Task;
        }
    }

    private void Pulse(ObjectKey key)
    {
        lock (_lock)
        {
            if (_waiting.Remove(key, out var pulse))
            {
                pulse.TrySetResult();
            }
        }
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>All NodeProbes as the API server last told of them, and those who wait for an answer in one of them.</summary>
internal sealed class NodeProbeBoard : IObjectSink<NodeProbe>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, WatchedObject<NodeProbe>> _probes = [];
    private readonly Dictionary<ObjectKey, TaskCompletionSource> _waiting = [];

    /// <summary>All of them now.</summary>
    public IReadOnlyList<WatchedObject<NodeProbe>> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _probes.Values];
            }
        }
    }

    /// <summary>Waits for an agent's answer.</summary>
    /// <param name="key">The NodeProbe.</param>
    /// <param name="isAnswered">Whether a status is the answer.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<NodeProbeStatus> AnswerAsync(ObjectKey key, Func<NodeProbeStatus, bool> isAnswered, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_probes.GetValueOrDefault(key)?.Value.Status is { } status && isAnswered(status))
                {
                    return status;
                }

                if (!_waiting.TryGetValue(key, out var pulse))
                {
                    _waiting[key] = pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                changed = pulse.Task;
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

    /// <inheritdoc/>
    public WatchedObject<NodeProbe>? Find(ObjectKey key)
    {
        lock (_lock)
        {
            return _probes.GetValueOrDefault(key);
        }
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<WatchedObject<NodeProbe>> objects)
    {
        lock (_lock)
        {
            _probes.Clear();
            foreach (var item in objects)
            {
                _probes[item.Key] = item;
            }

            foreach (var key in _waiting.Keys.ToList())
            {
                Pulse(key);
            }
        }
    }

    /// <inheritdoc/>
    public void Upsert(WatchedObject<NodeProbe> item)
    {
        lock (_lock)
        {
            _probes[item.Key] = item;
            Pulse(item.Key);
        }
    }

    /// <inheritdoc/>
    public void Delete(ObjectKey key, string uid)
    {
        lock (_lock)
        {
            if (_probes.GetValueOrDefault(key)?.Uid == uid)
            {
                _probes.Remove(key);
            }
        }
    }

    private void Pulse(ObjectKey key)
    {
        if (_waiting.Remove(key, out var pulse))
        {
            pulse.TrySetResult();
        }
    }
}

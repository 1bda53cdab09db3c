using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>A change that waits for its check.</summary>
/// <param name="Change">The policy before the first and after the last of the edits that are taken together.</param>
/// <param name="Seen">When the last of them was seen: from then on the network has had time.</param>
internal sealed record PendingChange(PolicyChange Change, DateTimeOffset Seen);

/// <summary>
/// What has changed and has not been checked. Several edits of a policy are one change, from what it was before the first of them to what
/// it is now. A replica that does not lead collects too, for a while: if the leader ends before it has begun, nothing is lost.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class PendingChanges(TimeProvider time)
{
    /// <summary>How long a change is kept that somebody else should have begun with: longer than a lease needs to run out.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, PendingChange> _changes = [];
    private readonly Queue<ObjectKey> _order = [];
    private TaskCompletionSource _pulse = New();

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _changes.Count;
            }
        }
    }

    /// <summary>Takes what the cluster says has changed; what means the same as before is no change.</summary>
    /// <returns>The policies about which something new is known.</returns>
    public IReadOnlyList<ObjectKey> Add(IEnumerable<(NetworkPolicy? Before, NetworkPolicy? After)> changes)
    {
        var keys = new List<ObjectKey>();
        foreach (var (before, after) in changes)
        {
            if (SpecText.Of(before?.Spec) != SpecText.Of(after?.Spec))
            {
                var key = (after ?? before)!.Key;
                Add(new PolicyChange(key, before, after));
                keys.Add(key);
            }
        }

        return keys;
    }

    /// <summary>Takes one change, together with what waits of the same policy.</summary>
    public void Add(PolicyChange change) => Put(new PendingChange(change, time.GetUtcNow()), isFirst: false);

    /// <summary>Takes one change that was before whatever waits of the same policy: a check of it was not brought to its end.</summary>
    public void AddBefore(PendingChange change) => Put(change, isFirst: true);

    /// <summary>The one that has waited longest; waits for one where there is none.</summary>
    public async Task<PendingChange> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                while (_order.TryDequeue(out var key))
                {
                    if (_changes.Remove(key, out var change))
                    {
                        return change;
                    }
                }

                if (_pulse.Task.IsCompleted)
                {
                    _pulse = New();
                }

                more = _pulse.Task;
            }

            await more.WaitAsync(cancellation);
        }
    }

    /// <summary>Forgets what a leader has had time enough to begin with.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            var oldest = time.GetUtcNow() - Kept;
            foreach (var key in _changes.Where(pair => pair.Value.Seen < oldest).Select(pair => pair.Key).ToList())
            {
                _changes.Remove(key);
            }
        }
    }

    /// <summary>Two changes of one policy, one after the other, as one. A question about a policy as it is adds nothing to a change.</summary>
    public static PolicyChange Together(PolicyChange first, PolicyChange then)
    {
        if (IsQuestion(then) || IsQuestion(first))
        {
            return IsQuestion(then) ? first : then;
        }

        // There and back again is to be checked too: the network may have stayed where it was in between.
        return SpecText.Of(first.Before?.Spec) == SpecText.Of(then.After?.Spec) ? then : new PolicyChange(first.Key, first.Before, then.After);
    }

    private void Put(PendingChange next, bool isFirst)
    {
        lock (_lock)
        {
            var key = next.Change.Key;
            if (_changes.TryGetValue(key, out var waiting))
            {
                _changes[key] = isFirst
                    ? waiting with { Change = Together(next.Change, waiting.Change) }
                    : next with { Change = Together(waiting.Change, next.Change) };
                return;
            }

            _changes[key] = next;
            _order.Enqueue(key);
            _pulse.TrySetResult();
        }
    }

    private static bool IsQuestion(PolicyChange change) => change is { Before: null, After: null };

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

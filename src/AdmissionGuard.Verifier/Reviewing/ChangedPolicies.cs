using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>Policies that have changed and are left alone for a moment before they are reviewed; from any thread.</summary>
/// <param name="time">The clock.</param>
internal sealed class ChangedPolicies(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, (DateTimeOffset First, DateTimeOffset Last)> _changed = [];

    /// <summary>Notes a change.</summary>
    public void Note(ObjectKey policy)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _changed[policy] = (_changed.TryGetValue(policy, out var seen) ? seen.First : now, now);
        }
    }

    /// <summary>Takes those that have been quiet for some time, or have waited for too long.</summary>
    public IReadOnlyList<ObjectKey> Take(TimeSpan quiet, TimeSpan longest)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            List<ObjectKey> ripe =
                [.. _changed.Where(pair => now - pair.Value.Last >= quiet || now - pair.Value.First >= longest).Select(pair => pair.Key).Order()];
            ripe.ForEach(policy => _changed.Remove(policy));
            return ripe;
        }
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _changed.Clear();
        }
    }
}

using System.Collections.Immutable;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>The objects of one resource and their latest changes. Its owner, the store, guards it.</summary>
internal sealed class ResourceHistory(int window, long compactedVersion)
{
    private readonly List<ResourceChange> _changes = [];
    private long _dropped;
    private TaskCompletionSource _pulse = New();

    public ImmutableSortedSet<StoredObject> Objects { get; private set; } =
        ImmutableSortedSet.Create<StoredObject>(StoredObject.ByKey.Instance);

    /// <summary>Changes up to this version are forgotten.</summary>
    public long CompactedVersion { get; private set; } = compactedVersion;

    /// <summary>Ends with the next pulse.</summary>
    public Task Next => _pulse.Task;

    /// <summary>How many changes there have been.</summary>
    public long End => _dropped + _changes.Count;

    public StoredObject? Find(string key) =>
        Objects.TryGetValue(StoredObject.Probe(key), out var found) && found.Version > 0 ? found : null;

    public void Record(ResourceChange change)
    {
        var rest = change.Previous is null ? Objects : Objects.Remove(change.Previous);
        Objects = change.Type == ChangeType.Deleted ? rest : rest.Add(change.Object);
        _changes.Add(change);

        // Forgetting in bulk keeps the cost of one change constant.
        if (_changes.Count >= window * 2)
        {
            Forget(_changes.Count - window);
        }
    }

    /// <summary>Lets those go on who wait for news of this resource, and nobody else: of another one there may be thousands.</summary>
    public void Pulse()
    {
        var pulse = _pulse;
        _pulse = New();
        pulse.SetResult();
    }

    public void Compact(long version)
    {
        Forget(_changes.Count);
        CompactedVersion = version;
    }

    /// <summary>The position after all changes up to a version; null when some later one is forgotten.</summary>
    public long? PositionOf(long version) => version < CompactedVersion ? null : _dropped + IndexAfter(version);

    /// <summary>Changes from a position on; null when some are forgotten.</summary>
    public IReadOnlyList<ResourceChange>? From(long position) =>
        position < _dropped ? null : _changes.GetRange((int)(position - _dropped), (int)(End - position));

    /// <summary>The objects at an earlier version: today's with every later change taken back; null when some are forgotten.</summary>
    public ImmutableSortedSet<StoredObject>? At(long version)
    {
        if (version < CompactedVersion)
        {
            return null;
        }

        var objects = Objects.ToBuilder();
        for (var index = _changes.Count - 1; index >= 0 && _changes[index].Version > version; index--)
        {
            var change = _changes[index];
            objects.Remove(change.Object);
            if (change.Previous is { } previous)
            {
                objects.Add(previous);
            }
        }

        return objects.ToImmutable();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Forget(int count)
    {
        if (count > 0)
        {
            CompactedVersion = _changes[count - 1].Version;
            _changes.RemoveRange(0, count);
            _dropped += count;
        }
    }

    private int IndexAfter(long version)
    {
        var (low, high) = (0, _changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _changes[middle].Version > version ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}

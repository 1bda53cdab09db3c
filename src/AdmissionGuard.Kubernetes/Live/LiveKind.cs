using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Live;

/// <summary>What happened to an object: it is new, gone, or both under one name.</summary>
/// <param name="Before">What was there; null when nothing was.</param>
/// <param name="After">What is there; null when nothing is.</param>
internal readonly record struct ObjectChange<T>(T? Before, T? After)
    where T : class;

/// <summary>
/// All objects of a kind as the API server last told of them, for the reflector that writes them. Every difference is passed on once, and
/// those of a list all at once.
/// </summary>
/// <param name="changed">Told of differences, in their order; never of none.</param>
internal sealed class LiveKind<T>(Action<IReadOnlyList<ObjectChange<T>>> changed) : IObjectSink<T>
    where T : class
{
    private readonly Dictionary<ObjectKey, WatchedObject<T>> _objects = [];

    /// <summary>How many objects there are; from any thread.</summary>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public WatchedObject<T>? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<WatchedObject<T>> objects)
    {
        var changes = new List<ObjectChange<T>>();
        var present = new HashSet<ObjectKey>(objects.Count);
        foreach (var item in objects)
        {
            // No list holds a name twice; if one did, the second of two policies would stay in the index for ever.
            if (present.Add(item.Key))
            {
                Set(item, changes);
            }
        }

        // Watch events are missed while the server is away: what the list does not have was deleted meanwhile.
        foreach (var key in _objects.Keys.Where(key => !present.Contains(key)).ToList())
        {
            _objects.Remove(key, out var gone);
            changes.Add(new ObjectChange<T>(gone!.Value, null));
        }

        Tell(changes);
    }

    /// <inheritdoc/>
    public void Upsert(WatchedObject<T> item)
    {
        var changes = new List<ObjectChange<T>>(1);
        Set(item, changes);
        Tell(changes);
    }

    /// <inheritdoc/>
    public void Delete(ObjectKey key, string uid)
    {
        if (_objects.TryGetValue(key, out var gone) && gone.Uid == uid)
        {
            _objects.Remove(key);
            Tell([new ObjectChange<T>(gone.Value, null)]);
        }
    }

    private void Set(WatchedObject<T> item, List<ObjectChange<T>> changes)
    {
        var before = _objects.GetValueOrDefault(item.Key);
        if (ReferenceEquals(before, item))
        {
            return;
        }

        _objects[item.Key] = item;
        changes.Add(new ObjectChange<T>(before?.Value, item.Value));
    }

    private void Tell(List<ObjectChange<T>> changes)
    {
        Count = _objects.Count;
        if (changes.Count > 0)
        {
            changed(changes);
        }
    }
}

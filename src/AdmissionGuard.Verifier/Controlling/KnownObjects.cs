using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>All objects of a kind as the API server last told of them; from any thread.</summary>
/// <param name="changed">Told of each that is new or has changed, by the thread that reads.</param>
internal sealed class KnownObjects<T>(Action<WatchedObject<T>> changed) : IObjectSink<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, WatchedObject<T>> _objects = [];

    /// <summary>All of them now.</summary>
    public IReadOnlyList<WatchedObject<T>> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Values];
            }
        }
    }

    /// <inheritdoc/>
    public WatchedObject<T>? Find(ObjectKey key)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<WatchedObject<T>> objects)
    {
        lock (_lock)
        {
            _objects.Clear();
            foreach (var item in objects)
            {
                _objects[item.Key] = item;
            }
        }

        foreach (var item in objects)
        {
            changed(item);
        }
    }

    /// <inheritdoc/>
    public void Upsert(WatchedObject<T> item)
    {
        lock (_lock)
        {
            _objects[item.Key] = item;
        }

        changed(item);
    }

    /// <inheritdoc/>
    public void Delete(ObjectKey key, string uid)
    {
        lock (_lock)
        {
            if (_objects.GetValueOrDefault(key)?.Uid == uid)
            {
                _objects.Remove(key);
            }
        }
    }
}

using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>Holds what a reflector brings, as the live state does, and remembers what it was told.</summary>
internal sealed class RecordingSink<T> : IObjectSink<T>
    where T : class
{
    private readonly ConcurrentQueue<string> _calls = [];

    /// <summary>The objects.</summary>
    public ConcurrentDictionary<ObjectKey, WatchedObject<T>> Objects { get; } = [];

    /// <summary>What it was told, in short: <c>replace a b</c>, <c>upsert a@2</c>, <c>delete a</c>.</summary>
    public string[] Calls => [.. _calls];

    /// <summary>The names of the objects, sorted.</summary>
    public string Names => string.Join(' ', Objects.Keys.Select(key => key.Name).Order(StringComparer.Ordinal));

    public WatchedObject<T>? Find(ObjectKey key) => Objects.GetValueOrDefault(key);

    public void Replace(IReadOnlyCollection<WatchedObject<T>> objects)
    {
        Objects.Clear();
        foreach (var item in objects)
        {
            Objects[item.Key] = item;
        }

        _calls.Enqueue($"replace {string.Join(' ', objects.Select(item => item.Key.Name))}");
    }

    public void Upsert(WatchedObject<T> item)
    {
        Objects[item.Key] = item;
        _calls.Enqueue($"upsert {item.Key.Name}@{item.ResourceVersion}");
    }

    public void Delete(ObjectKey key, string uid)
    {
        if (Find(key)?.Uid == uid)
        {
            Objects.TryRemove(key, out _);
        }

        _calls.Enqueue($"delete {key.Name}");
    }
}

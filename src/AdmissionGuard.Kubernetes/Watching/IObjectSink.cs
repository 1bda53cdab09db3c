using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Where a reflector puts what it reads of one kind. Called by one thread at a time.</summary>
public interface IObjectSink<T>
{
    /// <summary>
    /// The object of this name that the sink holds; null when it holds none. What a list brings again unchanged need not be kept twice.
    /// </summary>
    WatchedObject<T>? Find(ObjectKey key);

    /// <summary>Everything that there is, as of one moment: what is not among it is gone.</summary>
    void Replace(IReadOnlyCollection<WatchedObject<T>> objects);

    /// <summary>An object is new or has changed.</summary>
    void Upsert(WatchedObject<T> item);

    /// <summary>An object is gone; nothing happens when the sink holds none of this name, or one of another uid.</summary>
    void Delete(ObjectKey key, string uid);
}

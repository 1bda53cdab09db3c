using System.Collections.Immutable;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>The objects of one resource at one moment, in the order of their keys.</summary>
/// <param name="Version">The store's version at that moment.</param>
/// <param name="Objects">All of them.</param>
public sealed record Snapshot(long Version, ImmutableSortedSet<StoredObject> Objects)
{
    /// <summary>The objects of one namespace, in the order of their names; all of them for an empty name.</summary>
    public IEnumerable<StoredObject> In(string @namespace)
    {
        var (start, end) = Range(@namespace);
        return Enumerable.Range(start, end - start).Select(index => Objects[index]);
    }

    /// <summary>The index of the first object whose key is not below this one.</summary>
    internal int IndexOf(string key)
    {
        var index = Objects.IndexOf(StoredObject.Probe(key));
        return index < 0 ? ~index : index;
    }

    /// <summary>The range of indices that a namespace takes; everything for an empty name.</summary>
    internal (int Start, int End) Range(string @namespace) => @namespace.Length == 0
        ? (0, Objects.Count)
        // '0' follows '/' in ASCII.
        : (IndexOf(@namespace + "/"), IndexOf(@namespace + "0"));
}

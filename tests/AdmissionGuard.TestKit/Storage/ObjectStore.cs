using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>All objects, under one version that only grows, with enough of their history for watches.</summary>
/// <param name="window">How many changes of each resource are surely remembered.</param>
/// <param name="served">What apiVersion and kind of an object mean.</param>
/// <param name="identities">Gives objects their uid and their moment.</param>
public sealed class ObjectStore(int window, ServedResources served, Identities identities)
{
    private const int RememberedSnapshots = 32;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceHistory> _histories = new(StringComparer.Ordinal);
    private readonly Queue<(string Resource, Snapshot Snapshot)> _snapshots = [];
    private long _version = 1;
    private long _compacted;
    private long _bookmarks;

    /// <summary>The version of the latest change to anything.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>The object of that name; null when there is none.</summary>
    public StoredObject? Find(ResourceKind kind, string @namespace, string name)
    {
        lock (_lock)
        {
            return History(kind).Find(StoredObject.KeyOf(@namespace, name));
        }
    }

    /// <summary>All objects of a resource now.</summary>
    public Snapshot Read(ResourceKind kind)
    {
        lock (_lock)
        {
            return new(_version, History(kind).Objects);
        }
    }

    /// <summary>All objects of a resource at an earlier version; null when that is compacted.</summary>
    public Snapshot? ReadAt(ResourceKind kind, long version)
    {
        lock (_lock)
        {
            var history = History(kind);
            if (version < history.CompactedVersion)
            {
                return null;
            }

            // The pages of one list come here again and again: taking changes back for each would cost more than the page.
            var known = _snapshots.FirstOrDefault(entry => entry.Resource == kind.StoredAs && entry.Snapshot.Version == version);
            return known.Snapshot ?? (history.At(version) is { } objects ? Remember(kind, new(version, objects)) : null);
        }
    }

    /// <summary>
    /// Stores an object as it is, in place of an older one if there is one; gives it a uid and a creation time when it has none.
    /// </summary>
    /// <param name="value">Whole, with apiVersion and kind; it is not kept.</param>
    /// <exception cref="ArgumentException">Its kind is not served, or it has no name.</exception>
    public StoredObject Put(JsonObject value)
    {
        var kind = served.FindByKind((string?)value["apiVersion"] ?? "", (string?)value["kind"] ?? "")
            ?? throw new ArgumentException($"{value["apiVersion"]} {value["kind"]} is not served: define it first", nameof(value));
        return Put(kind, value);
    }

    /// <summary>As <see cref="Put(JsonObject)"/>, for an object that need not say its kind.</summary>
    public StoredObject Put(ResourceKind kind, JsonObject value)
    {
        var copy = value.DeepClone().AsObject();
        var metadata = copy["metadata"] as JsonObject ?? throw new ArgumentException("metadata is missing", nameof(value));
        var name = (string?)metadata["name"] ?? throw new ArgumentException("metadata.name is missing", nameof(value));
        var @namespace = kind.Namespaced ? (string?)metadata["namespace"] ?? "default" : "";
        if (kind.Namespaced)
        {
            metadata["namespace"] = @namespace;
        }

        lock (_lock)
        {
            var before = History(kind).Find(StoredObject.KeyOf(@namespace, name));
            identities.Identify(metadata, before);
            return Commit(kind, @namespace, name, before, copy);
        }
    }

    /// <summary>Stores an active namespace, with the label that every namespace has.</summary>
    public StoredObject PutNamespace(string name, params (string Key, string Value)[] labels)
    {
        var all = new JsonObject { ["kubernetes.io/metadata.name"] = name };
        foreach (var (key, value) in labels)
        {
            all[key] = value;
        }

        return Put(BuiltInResources.Namespaces, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = all },
            ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
            ["status"] = new JsonObject { ["phase"] = "Active" },
        });
    }

    /// <summary>Removes an object; false when there is none.</summary>
    public bool Delete(ResourceKind kind, string @namespace, string name)
    {
        lock (_lock)
        {
            if (History(kind).Find(StoredObject.KeyOf(@namespace, name)) is not { } before)
            {
                return false;
            }

            Commit(kind, @namespace, name, before, null);
            return true;
        }
    }

    /// <summary>Changes an object if it is still the one that was read; the way in which all requests write.</summary>
    /// <param name="expected">What was read; null when there was none.</param>
    /// <param name="next">What it shall be; null to remove it. It is kept in pieces and must not be used again.</param>
    /// <returns>What is stored now, or what was removed with the version of its removal; null when somebody was faster.</returns>
    public StoredObject? TrySwap(ResourceKind kind, string @namespace, string name, StoredObject? expected, JsonObject? next)
    {
        lock (_lock)
        {
            return ReferenceEquals(History(kind).Find(StoredObject.KeyOf(@namespace, name)), expected)
                ? Commit(kind, @namespace, name, expected, next)
                : null;
        }
    }

    /// <summary>Forgets all history: versions below the present one are gone.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _compacted = _version;
            _snapshots.Clear();
            foreach (var history in _histories.Values)
            {
                history.Compact(_version);
            }
        }
    }

    /// <summary>Lets the version grow without any change, as a change to something that nobody looks at does.</summary>
    public void Advance(long by = 1)
    {
        lock (_lock)
        {
            _version += by;
        }
    }

    /// <summary>Has every watch that wants bookmarks send one now.</summary>
    public void Bookmark()
    {
        lock (_lock)
        {
            _bookmarks++;
            foreach (var history in _histories.Values)
            {
                history.Pulse();
            }
        }
    }

    /// <summary>Where a watch that has seen everything up to a version goes on; null when some of that is compacted.</summary>
    internal WatchPosition? PositionAfter(ResourceKind kind, long version)
    {
        lock (_lock)
        {
            return History(kind).PositionOf(version) is { } position ? new(position, _bookmarks) : null;
        }
    }

    /// <summary>The oldest version that a watch can still start from.</summary>
    internal long OldestVersion(ResourceKind kind)
    {
        lock (_lock)
        {
            return History(kind).CompactedVersion;
        }
    }

    /// <summary>What a watch has not seen yet; null when some of that is forgotten.</summary>
    internal WatchNews? NewsSince(ResourceKind kind, WatchPosition position)
    {
        lock (_lock)
        {
            var history = History(kind);
            return history.From(position.Changes) is { } changes
                ? new(changes, new(history.End, _bookmarks), _version, history.Next)
                : null;
        }
    }

    /// <summary>Keeps what a list's later pages are read from.</summary>
    internal Snapshot Remember(ResourceKind kind, Snapshot snapshot)
    {
        lock (_lock)
        {
            _snapshots.Enqueue((kind.StoredAs, snapshot));
            if (_snapshots.Count > RememberedSnapshots)
            {
                _snapshots.Dequeue();
            }

            return snapshot;
        }
    }

    private StoredObject Commit(ResourceKind kind, string @namespace, string name, StoredObject? before, JsonObject? next)
    {
        var isDefinition = kind.GroupResource == BuiltInResources.CustomResourceDefinitions.GroupResource;
        if (isDefinition && next is not null)
        {
            CustomDefinitions.Establish(next, identities.Now());
            served.Define(name, CustomDefinitions.Read(next));
        }

        if (next is not null)
        {
            FieldNames.Store(kind, next);
        }

        var type = next is null ? ChangeType.Deleted : before is null ? ChangeType.Added : ChangeType.Modified;
        var stored = new StoredObject(
            @namespace, name, _version + 1, ObjectJson.Stamp(next ?? before!.ToNode(), _version + 1));
        _version++;
        var history = History(kind);
        history.Record(new(type, stored, before));
        if (isDefinition && next is null)
        {
            Undefine(name);
        }

        history.Pulse();
        return stored;
    }

    // With its definition a resource loses its objects; who watches them sees each one go.
    private void Undefine(string definition)
    {
        foreach (var kind in served.Undefine(definition).DistinctBy(kind => kind.GroupResource))
        {
            foreach (var stored in History(kind).Objects)
            {
                Commit(kind, stored.Namespace, stored.Name, stored, null);
            }
        }
    }

    private ResourceHistory History(ResourceKind kind)
    {
        if (!_histories.TryGetValue(kind.StoredAs, out var history))
        {
            _histories[kind.StoredAs] = history = new(window, _compacted);
        }

        return history;
    }
}

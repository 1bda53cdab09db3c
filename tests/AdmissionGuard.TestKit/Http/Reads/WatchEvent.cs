using System.Globalization;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>A change as a watch with selectors sees it: objects come and go when they begin or cease to match.</summary>
/// <param name="Type">As in <c>ADDED</c>.</param>
/// <param name="Object">What the event carries.</param>
internal sealed record WatchEvent(string Type, StoredObject Object)
{
    /// <summary>The event; null when the watch sees nothing of it.</summary>
    public static WatchEvent? For(ResourceChange change, ObjectQuery query)
    {
        var before = change.Previous is { } previous && query.Matches(previous);
        var after = change.Type != ChangeType.Deleted && query.Matches(change.Object);
        return (before, after) switch
        {
            (false, true) => new("ADDED", change.Object),
            (true, true) => new("MODIFIED", change.Object),
            (true, false) when change.Type == ChangeType.Deleted => new("DELETED", change.Object),
            (true, false) => new("DELETED", AsOf(change.Previous!, change.Version)),
            _ => null,
        };
    }

    // An object that ceases to match is shown as it was when it did, with the version of the change.
    private static StoredObject AsOf(StoredObject stored, long version)
    {
        var node = stored.ToNode();
        node["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new(stored.Namespace, stored.Name, version, ObjectJson.Write(node));
    }
}

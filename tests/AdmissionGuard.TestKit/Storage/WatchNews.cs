namespace AdmissionGuard.TestKit.Storage;

/// <summary>How far a watch has come.</summary>
/// <param name="Changes">How many changes of the resource it has seen, counted from the beginning of time.</param>
/// <param name="Bookmarks">How many of the bookmarks asked for it has sent.</param>
internal readonly record struct WatchPosition(long Changes, long Bookmarks);

/// <summary>What a watch has to say.</summary>
/// <param name="Changes">In their order.</param>
/// <param name="Position">Where it stands after them.</param>
/// <param name="Version">The store's version after them.</param>
/// <param name="Next">Ends when there may be more.</param>
internal sealed record WatchNews(IReadOnlyList<ResourceChange> Changes, WatchPosition Position, long Version, Task Next);

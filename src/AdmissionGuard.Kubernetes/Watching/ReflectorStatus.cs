namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>How a reflector fares.</summary>
/// <param name="Resource">The resource: <c>pods</c>.</param>
/// <param name="IsSynced">The first list is complete. It says nothing about now: <paramref name="Age"/> does.</param>
/// <param name="Age">
/// How long ago the server last said something: a list, an event or a bookmark, of which it sends one about every minute. Null before the
/// first list.
/// </param>
/// <param name="LastError">What is wrong at present, in one line; null when nothing is.</param>
/// <param name="Undecodable">The objects that the server has and that cannot be decoded.</param>
/// <param name="Counters">What has happened so far.</param>
public sealed record ReflectorStatus(
    string Resource, bool IsSynced, TimeSpan? Age, string? LastError, IReadOnlyList<BadObject> Undecodable, ReflectorCounters Counters);

/// <summary>What a reflector has done since it was started.</summary>
/// <param name="Lists">Complete lists, the first included.</param>
/// <param name="Watches">Watches that were begun.</param>
/// <param name="Relists">Lists after the first that were asked for, by their reasons; reasons that never came are missing.</param>
/// <param name="Added">ADDED events.</param>
/// <param name="Modified">MODIFIED events.</param>
/// <param name="Deleted">DELETED events.</param>
/// <param name="Bookmarks">BOOKMARK events.</param>
/// <param name="Errors">ERROR events.</param>
/// <param name="Ignored">Events of another type or another kind.</param>
/// <param name="Bad">Events that could not be decoded.</param>
public sealed record ReflectorCounters(
    long Lists,
    long Watches,
    IReadOnlyDictionary<RelistReason, long> Relists,
    long Added,
    long Modified,
    long Deleted,
    long Bookmarks,
    long Errors,
    long Ignored,
    long Bad);

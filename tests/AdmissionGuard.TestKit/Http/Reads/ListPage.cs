using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>What one list request answers.</summary>
/// <param name="Version">The version of the whole list.</param>
/// <param name="Items">In the order of their keys.</param>
/// <param name="Continue">Where the next page begins; null for the last one.</param>
/// <param name="Remaining">How many objects come after this page; null when the server would have to look.</param>
internal sealed record ListPage(long Version, IReadOnlyList<StoredObject> Items, string? Continue, int? Remaining)
{
    /// <summary>Takes a page out of the store.</summary>
    public static ListPage Read(ObjectStore store, ResourceKind kind, ListOptions options)
    {
        if (options.Continue.Length > 0)
        {
            var token = ContinueToken.Decode(options.Continue)
                ?? throw new ApiStatusException(Statuses.BadRequest("continue key is not valid: it was not made by this server"));
            return Cut(options, Resume(store, kind, token), token.Start);
        }

        var snapshot = Begin(store, kind, options);
        var page = Cut(options, snapshot, null);
        if (page.Continue is not null)
        {
            store.Remember(kind, snapshot);
        }

        return page;
    }

    private static Snapshot Begin(ObjectStore store, ResourceKind kind, ListOptions options)
    {
        var now = store.Read(kind);
        if (options.Version is not { } version || version == 0)
        {
            return now;
        }

        if (version > now.Version)
        {
            throw new ApiStatusException(Statuses.TooLarge(version, now.Version));
        }

        // Without a word on it, a version together with a limit means exactly that version.
        var exact = options.Match == VersionMatch.Exact || (options.Match == VersionMatch.Unset && options.Limit > 0);
        return exact ? store.ReadAt(kind, version) ?? throw new ApiStatusException(Statuses.ExpiredList) : now;
    }

    private static Snapshot Resume(ObjectStore store, ResourceKind kind, ContinueToken token) => token.Version < 0
        ? store.Read(kind)
        : store.ReadAt(kind, token.Version)
            ?? throw new ApiStatusException(Statuses.ExpiredContinue((token with { Version = -1 }).Encode()));

    private static ListPage Cut(ListOptions options, Snapshot snapshot, string? start)
    {
        var query = options.Query;
        var (index, end) = snapshot.Range(query.Namespace);
        if (start is not null)
        {
            index = Math.Max(index, snapshot.IndexOf(Absolute(query.Namespace, start)));
        }

        var limit = options.Limit == 0 ? int.MaxValue : options.Limit;
        var items = new List<StoredObject>(Math.Min(limit, end - index));
        for (; index < end && items.Count < limit; index++)
        {
            if (snapshot.Objects[index] is var stored && (!query.HasSelector || query.Matches(stored)))
            {
                items.Add(stored);
            }
        }

        return index >= end
            ? new(snapshot.Version, items, null, null)
            : new(
                snapshot.Version,
                items,
                new ContinueToken(snapshot.Version, Relative(query.Namespace, snapshot.Objects[index - 1])).Encode(),
                query.HasSelector ? null : end - index);
    }

    // The next page begins at the smallest key above the last one. Inside a namespace keys are written with a slash before them.
    private static string Relative(string @namespace, StoredObject last) =>
        (@namespace.Length == 0 ? last.Key : "/" + last.Name) + "\0";

    private static string Absolute(string @namespace, string start) =>
        @namespace.Length == 0 ? start : @namespace + "/" + start.TrimStart('/');
}

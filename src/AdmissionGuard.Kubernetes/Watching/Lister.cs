using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>All objects of a kind, as of one moment.</summary>
/// <param name="Objects">In the order of the API server.</param>
/// <param name="ResourceVersion">The version to watch from.</param>
/// <param name="Undecodable">The objects that could not be decoded.</param>
public sealed record ObjectList<T>(
    IReadOnlyList<WatchedObject<T>> Objects, string ResourceVersion, IReadOnlyList<BadObject> Undecodable);

/// <summary>How far a list has come.</summary>
/// <param name="Resource">What is listed: <c>pods</c>.</param>
/// <param name="Read">How many objects have been read.</param>
/// <param name="Remaining">How many are left, where the server says so.</param>
public readonly record struct ListProgress(string Resource, int Read, long? Remaining);

/// <summary>
/// Lists all objects of a kind page by page. It asks for the most recent state (no resourceVersion), because a judgement should not
/// start from what a cache of the API server held some time ago. Not for several lists at once.
/// </summary>
public sealed class Lister<T>
    where T : class
{
    // As kubectl and client-go have it.
    private const int PageSize = 500;

    // The API server itself gives a list one minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ApiClient _client;
    private readonly ResourceKind<T> _kind;
    private readonly ObjectScope _scope;
    private readonly TimeProvider _time;
    private readonly ObjectDecoder<T> _decoder;

    /// <summary>A lister.</summary>
    /// <param name="client">Where to.</param>
    /// <param name="kind">What to list.</param>
    /// <param name="time">Measures how long the server is silent.</param>
    /// <param name="scope">Which of them; null for all.</param>
    public Lister(ApiClient client, ResourceKind<T> kind, TimeProvider time, ObjectScope? scope = null)
        : this(client, kind, time, scope ?? ObjectScope.All, new ObjectDecoder<T>(kind))
    {
    }

    internal Lister(ApiClient client, ResourceKind<T> kind, TimeProvider time, ObjectScope scope, ObjectDecoder<T> decoder) =>
        (_client, _kind, _scope, _time, _decoder) = (client, kind, scope, time, decoder);

    /// <summary>Lists everything.</summary>
    /// <param name="find">
    /// What is known already of a name: where uid and resourceVersion are the same it is taken over, and otherwise it stands in for a
    /// newer version that cannot be decoded. Null when nothing is.
    /// </param>
    /// <param name="progress">Told after each page; null when nobody is interested.</param>
    /// <param name="cancellation">Ends the list.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="InvalidDataException">What came is no list of this _kind.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    /// <exception cref="ConnectionException">There are no credentials to be had.</exception>
    /// <exception cref="TimeoutException">The server fell silent.</exception>
    public async Task<ObjectList<T>> ListAsync(
        Func<ObjectKey, WatchedObject<T>?>? find, Action<ListProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return await ListPagesAsync(PageSize, find, progress, cancellation);
        }
        catch (PageExpiredException)
        {
            // Pages of two moments must not be mixed, and pages of a list that takes longer than the server keeps its history expire again.
            return await ListPagesAsync(null, find, progress, cancellation);
        }
    }

    private async Task<ObjectList<T>> ListPagesAsync(
        int? limit, Func<ObjectKey, WatchedObject<T>?>? find, Action<ListProgress>? progress, CancellationToken cancellation)
    {
        var objects = new List<WatchedObject<T>>();
        var bad = new List<BadObject>();
        string? token = null;
        while (true)
        {
            var metadata = await ReadPageAsync(limit, token, find, objects, bad, cancellation);
            progress?.Invoke(new ListProgress(_kind.Name, objects.Count + bad.Count, metadata.Remaining));
            if (metadata.Continue is null)
            {
                return new ObjectList<T>(objects, metadata.ResourceVersion, bad);
            }

            if (metadata.Continue == token)
            {
                throw new InvalidDataException($"the server answers with the same page of {_kind.Name} again and again");
            }

            token = metadata.Continue;
        }
    }

    private async Task<ListMetadata> ReadPageAsync(
        int? limit, string? token, Func<ObjectKey, WatchedObject<T>?>? find, List<WatchedObject<T>> objects, List<BadObject> bad,
        CancellationToken cancellation)
    {
        using var deadline = new IdleDeadline(Patience, _time, cancellation);
        try
        {
            using var response = await GetAsync(limit, token, deadline.Token);
            using var page = new ListPageReader(await response.Content.ReadAsStreamAsync(deadline.Token), $"{_kind.Kind}List");
            while (await page.NextAsync(deadline.Token))
            {
                Add(page.Item, find, objects, bad);
                deadline.Restart();
            }

            return page.Metadata;
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            throw new TimeoutException($"the server sent nothing of {_kind.Name} for {Patience.TotalSeconds:0} s", e);
        }
    }

    // Later pages repeat no version: the token holds it, and the server refuses both together (kubernetes#85221).
    private async Task<HttpResponseMessage> GetAsync(int? limit, string? token, CancellationToken cancellation)
    {
        var query = _scope.Query(
        [
            .. limit is null ? [] : new[] { $"limit={limit}" }, .. token is null ? [] : new[] { $"continue={Uri.EscapeDataString(token)}" },
        ]);
        try
        {
            return await _client.GetAsync($"{_scope.PathOf(_kind)}{query}", cancellation);
        }
        catch (ApiException e) when (e.Code == 410 && token is not null)
        {
            throw new PageExpiredException(e);
        }
    }

    private void Add(
        ReadOnlySpan<byte> utf8, Func<ObjectKey, WatchedObject<T>?>? find, List<WatchedObject<T>> objects, List<BadObject> bad)
    {
        if (!_decoder.TryReadHead(utf8, out var head, out var problem))
        {
            bad.Add(new BadObject(new ObjectKey("", ""), "", "", problem));
            return;
        }

        var known = find?.Invoke(head.Key);
        if (known is not null && known.Uid != head.Uid)
        {
            known = null;
        }

        if (known is not null && known.ResourceVersion == head.ResourceVersion)
        {
            objects.Add(known);
        }
        else if (_decoder.TryDecode(utf8, head, out var item, out problem))
        {
            objects.Add(item);
        }
        else
        {
            bad.Add(new BadObject(head.Key, head.Uid, head.ResourceVersion, problem));
            if (known is not null)
            {
                // The last version that could be read is nearer to the truth than no object at all.
                objects.Add(known);
            }
        }
    }

    private sealed class PageExpiredException(ApiException inner) : Exception(inner.Message, inner);
}

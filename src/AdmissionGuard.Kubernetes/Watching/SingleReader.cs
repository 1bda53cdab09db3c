using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>
/// Reads single objects of a kind, decoded as a list's are, and as they were when the API server last heard of them: what it answers from
/// memory costs etcd nothing, however many ask.
/// </summary>
/// <param name="client">Where to.</param>
/// <param name="kind">What to read.</param>
/// <param name="time">Measures how long the server is silent.</param>
public sealed class SingleReader<T>(ApiClient client, ResourceKind<T> kind, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>An object; null when there is none of this name.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="InvalidDataException">What came is no object of this kind.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    /// <exception cref="TimeoutException">The server fell silent.</exception>
    public async Task<WatchedObject<T>?> FindAsync(ObjectKey key, CancellationToken cancellation)
    {
        var path = kind.IsNamespaced ? kind.PathIn(key.Namespace) : kind.Path;
        using var deadline = new IdleDeadline(Patience, time, cancellation);
        try
        {
            // resourceVersion=0: any version, from the watch cache; without it each read is one of etcd's (API concepts, "get").
            using var response = await client.GetAsync($"{path}/{Uri.EscapeDataString(key.Name)}?resourceVersion=0", deadline.Token);
            return Decode(await response.Content.ReadAsByteArrayAsync(deadline.Token));
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            throw new TimeoutException($"the server sent nothing of {kind.Name} for {Patience.TotalSeconds:0} s", e);
        }
    }

    private WatchedObject<T> Decode(byte[] utf8)
    {
        // A decoder is for one thread at a time, and single objects are few.
        var decoder = new ObjectDecoder<T>(kind);
        return decoder.TryReadHead(utf8, out var head, out var problem) && decoder.TryDecode(utf8, head, out var item, out problem)
            ? item
            : throw new InvalidDataException($"the server sent a {kind.Kind} that cannot be decoded: {problem}");
    }
}

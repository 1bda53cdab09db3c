using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Webhook.State;

/// <summary>The cluster that an API server tells of.</summary>
/// <param name="cluster">What it has told so far.</param>
/// <param name="client">Asks it directly.</param>
/// <param name="time">Measures how long it is silent.</param>
internal sealed class LiveView(LiveCluster cluster, ApiClient client, TimeProvider time) : IClusterView
{
    private Exception? _fault;

    /// <summary>Why the state cannot be trusted any more; null as long as it can.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>How each kind fares.</summary>
    public IReadOnlyList<KindHealth> Kinds => cluster.Kinds;

    /// <summary>How each kind fares that is followed only as far as it may be.</summary>
    public IReadOnlyList<KindHealth> OptionalKinds => cluster.OptionalKinds;

    /// <summary>Ends when everything has been listed once.</summary>
    public Task Synced => cluster.Synced;

    /// <inheritdoc/>
    // A state that an event has contradicted is no state: nothing may be judged by it, as if it had never been read.
    public bool IsSynced => Fault is null && cluster.IsSynced;

    /// <inheritdoc/>
    public TimeSpan? Age => cluster.Age;

    /// <inheritdoc/>
    public T Read<T>(IReadOnlyList<IpBlock> blocks, Func<ClusterIndex, T> ask) => cluster.Read(blocks, ask);

    /// <summary>Follows the API server until it is cancelled, and then ends without an exception. To be called once.</summary>
    /// <exception cref="InvalidOperationException">The state cannot be trusted any more; <see cref="Fault"/> tells why.</exception>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await cluster.RunAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Volatile.Write(ref _fault, e);
            throw new InvalidOperationException($"the state of the cluster cannot be trusted any more: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NetworkPolicy>> ListPoliciesAsync(string place, CancellationToken cancellation)
    {
        var lister = new Lister<NetworkPolicy>(client, ResourceKinds.NetworkPolicies, time, new ObjectScope { Namespace = place });
        ObjectList<NetworkPolicy> list;
        try
        {
            list = await lister.ListAsync(find: null, progress: null, cancellation);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or TimeoutException)
        {
            throw new HttpRequestException(e.Message, e);
        }

        // Without a policy that is there, what it allows would be called lost.
        return list.Undecodable is [var bad, ..]
            ? throw new HttpRequestException($"NetworkPolicy {bad.Key} cannot be read: {bad.Problem}")
            : [.. list.Objects.Select(item => item.Value)];
    }
}

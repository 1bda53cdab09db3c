using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Live;

/// <summary>Reads a live cluster once, as a dump of it would hold it.</summary>
public static class ClusterSnapshot
{
    /// <summary>
    /// Lists namespaces, nodes, pods, services and policies, one kind after the other: each as of one moment, all of them as of a few
    /// seconds, like a dump by kubectl.
    /// </summary>
    /// <param name="client">The cluster.</param>
    /// <param name="time">Measures how long the server is silent.</param>
    /// <param name="progress">Told after each page; null when nobody is interested.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="use">What it is read for: <see cref="ManifestUse.Cluster"/> or <see cref="ManifestUse.Probing"/>.</param>
    /// <exception cref="SnapshotException">A kind cannot be read whole: a judgement without it could be wrong.</exception>
    public static async Task<ClusterState> ReadAsync(
        ApiClient client, TimeProvider time, IProgress<ListProgress>? progress, CancellationToken cancellation,
        ManifestUse use = ManifestUse.Cluster)
    {
        var pods = use == ManifestUse.Probing ? ResourceKinds.ProbedPods : ResourceKinds.Pods;
        var objects = new List<object>();
        objects.AddRange(await ListAsync(client, ResourceKinds.Namespaces, time, progress, cancellation));
        objects.AddRange(await ListAsync(client, ResourceKinds.Nodes, time, progress, cancellation));
        objects.AddRange(await ListAsync(client, pods, time, progress, cancellation));
        objects.AddRange(await ListAsync(client, ResourceKinds.Services, time, progress, cancellation));
        objects.AddRange(await ListAsync(client, ResourceKinds.NetworkPolicies, time, progress, cancellation));
        return ClusterAssembly.Assemble(objects);
    }

    /// <summary>Lists whom the API server calls, as far as it may be read.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="time">Measures how long the server is silent.</param>
    /// <param name="progress">Told after each page; null when nobody is interested.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="SnapshotException">A kind that may be read cannot be read whole.</exception>
    public static async Task<CalloutReading> ReadCalloutsAsync(
        ApiClient client, TimeProvider time, IProgress<ListProgress>? progress, CancellationToken cancellation)
    {
        var (callouts, refused) = (new List<ApiCallout>(), new List<string>());
        foreach (var kind in ResourceKinds.Callouts)
        {
            try
            {
                callouts.AddRange(await ListAsync(client, kind, time, progress, cancellation));
            }
            catch (SnapshotException e) when (e.InnerException is ApiException refusal && Recovery.IsRefused(refusal))
            {
                refused.Add(kind.Name);
            }
        }

        return new CalloutReading([.. callouts], [.. refused]);
    }

    private static async Task<IEnumerable<T>> ListAsync<T>(
        ApiClient client, ResourceKind<T> kind, TimeProvider time, IProgress<ListProgress>? progress, CancellationToken cancellation)
        where T : class
    {
        progress?.Report(new ListProgress(kind.Name, 0, null));
        var lister = new Lister<T>(client, kind, time);
        ObjectList<T> list;
        try
        {
            list = await lister.ListAsync(find: null, progress is null ? null : progress.Report, cancellation);
        }
        catch (ApiException e)
        {
            throw new SnapshotException(OneLine.Of($"{client.Server}: {Refusal(e, kind)}"), e);
        }
        catch (HttpRequestException e)
        {
            // The transport has said already which server this is.
            throw new SnapshotException(OneLine.Of($"cannot list {kind.Name}: {e.Message}"), e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or TimeoutException)
        {
            throw new SnapshotException(OneLine.Of($"{client.Server}: cannot list {kind.Name}: {e.Message}"), e);
        }

        return list.Undecodable is [var bad, ..]
            ? throw new SnapshotException(OneLine.Of($"{client.Server}: {kind.Kind} {bad.Key}: {bad.Problem}"))
            : list.Objects.Select(item => item.Value);
    }

    private static string Refusal<T>(ApiException refusal, ResourceKind<T> kind)
        where T : class => refusal.Code switch
        {
            401 => "the server does not know who is asking (401); log in again, or correct the user of this context",
            403 => $"may not list {kind.Name}: this user needs the verb list on {kind.Name}{Group(kind.ApiVersion)} in all namespaces",
            _ => $"cannot list {kind.Name}: {refusal.Message}",
        };

    private static string Group(string apiVersion) =>
        apiVersion.Split('/') is [var group, _] ? $" of the API group {group}" : "";
}

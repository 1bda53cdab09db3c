using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>What a review of what was admitted needs of the cluster.</summary>
/// <param name="cluster">The cluster as its API server tells of it.</param>
/// <param name="policies">Where policies are read one by one.</param>
internal sealed class ReviewedCluster(LiveCluster cluster, ObjectClient policies)
{
    /// <summary>All policies.</summary>
    public IReadOnlyList<NetworkPolicy> All() => cluster.Read([], index => index.Namespaces.SelectMany(place => place.Policies).ToList());

    /// <summary>A policy; null when there is none.</summary>
    public NetworkPolicy? Find(ObjectKey policy) => cluster.Read(
        [], index => index.Find(policy.Namespace)?.Policies.FirstOrDefault(one => one.Key == policy));

    /// <summary>Reviews a change with every other policy as it is now.</summary>
    public ImmutableArray<FoundAfter> Review(PolicyChange change, bool isBeforeKnown, WebhookConfiguration configuration)
    {
        IReadOnlyList<IpBlock> blocks =
            [.. new[] { change.Before, change.After }.OfType<NetworkPolicy>().SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec))];
        return cluster.Read(blocks, index => AdmittedChange.Review(index, change, isBeforeKnown, configuration));
    }

    /// <summary>A policy's uid; null when it is gone.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<string?> UidAsync(ObjectKey policy, CancellationToken cancellation) =>
        (string?)(await policies.FindAsync(policy, cancellation))?["metadata"]?["uid"];
}

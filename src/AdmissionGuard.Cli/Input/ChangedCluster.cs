using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Input;

/// <summary>A cluster and what is about to happen to it.</summary>
/// <param name="Before">The cluster as it is, with the workloads that the change brings along.</param>
/// <param name="Changes">The policies before and after.</param>
/// <param name="Notes">What the reader of the manifests has to say.</param>
internal sealed record ChangedCluster(ClusterState Before, ImmutableArray<PolicyChange> Changes, ImmutableArray<string> Notes)
{
    /// <summary>Where the fields of the changed policies stand.</summary>
    public FieldPlaces Places { get; init; } = FieldPlaces.None;

    /// <summary>The cluster as it will be.</summary>
    public ClusterState After => ChangeSet.Final(Before, Changes);
}

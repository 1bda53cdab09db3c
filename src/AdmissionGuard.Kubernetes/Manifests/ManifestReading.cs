using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>What manifests hold.</summary>
/// <param name="State">The objects, each once, in the order in which they were first met.</param>
/// <param name="Notes">What the reader of the manifests should know, in short sentences.</param>
/// <param name="Objects">How many objects were read, repetitions counted.</param>
/// <param name="Skipped">How many documents and list items were no Kubernetes object or of a kind that says nothing about traffic.</param>
public sealed record ManifestReading(ClusterState State, ImmutableArray<string> Notes, int Objects, int Skipped)
{
    /// <summary>Where the fields of policies stand; of what was read for a cluster, only where the policies do.</summary>
    public FieldPlaces Places { get; init; } = FieldPlaces.None;
}

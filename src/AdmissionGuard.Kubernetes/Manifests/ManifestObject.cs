using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>An object of a manifest, decoded.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its namespace, empty for an object without one, and its name.</param>
/// <param name="Value">
/// A <see cref="Namespace"/>, <see cref="Pod"/>, <see cref="WorkloadObject"/>, <see cref="Service"/>, <see cref="Node"/>,
/// <see cref="ApiCallout"/> or <see cref="NetworkPolicy"/>.
/// </param>
internal sealed record ManifestObject(string Kind, ObjectKey Key, object Value)
{
    /// <summary><c>NetworkPolicy shop/web</c>, <c>Namespace shop</c>.</summary>
    public override string ToString() => Key.Namespace.Length == 0 ? $"{Kind} {Key.Name}" : $"{Kind} {Key}";
}

/// <summary>A controller of pods.</summary>
/// <param name="Self">The workload of its pods when no other object owns it.</param>
/// <param name="Workload">The workload that it is part of: its own, or its owner's.</param>
/// <param name="Template">A pod as it would make them; one that has ended when it would make none.</param>
internal sealed record WorkloadObject(Workload Self, Workload Workload, Pod Template);

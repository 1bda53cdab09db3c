namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>What manifests are read for.</summary>
public enum ManifestUse
{
    /// <summary>What an API server stored. It knows fields that this program does not, so unknown fields are ignored.</summary>
    Cluster,

    /// <summary>As <see cref="Cluster"/>, with <see cref="Core.Model.Pod.Runtime"/>: connections will be tried.</summary>
    Probing,

    /// <summary>What somebody is about to apply. As with kubectl, an unknown field in a NetworkPolicy is an error.</summary>
    Change,
}

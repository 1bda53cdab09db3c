using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Input;

/// <summary>A cluster that has been read.</summary>
/// <param name="Reading">What is in it.</param>
/// <param name="Place">The namespace in which kubectl would put what names none; null where files do not tell.</param>
internal sealed record LoadedCluster(ManifestReading Reading, string? Place);

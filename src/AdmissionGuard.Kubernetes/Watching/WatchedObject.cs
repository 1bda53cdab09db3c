using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>An object as the API server has it.</summary>
/// <param name="Key">Namespace and name; the namespace is empty for kinds that are in none.</param>
/// <param name="Uid">Tells objects apart that had the same name one after the other.</param>
/// <param name="ResourceVersion">Opaque: two are equal or not, and nothing else can be told of them.</param>
/// <param name="Value">What is known of it.</param>
public sealed record WatchedObject<T>(ObjectKey Key, string Uid, string ResourceVersion, T Value);

using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>An object of the API server that cannot be decoded, and that the live state lacks or has in an older version.</summary>
/// <param name="Key">Its namespace and name, as far as they can be read.</param>
/// <param name="Uid">Its uid; empty when not even that can be read.</param>
/// <param name="ResourceVersion">Its version; empty when it cannot be read.</param>
/// <param name="Problem">What is wrong, in one line.</param>
public sealed record BadObject(ObjectKey Key, string Uid, string ResourceVersion, string Problem);

using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Live;

/// <summary>How a kind of the live cluster fares.</summary>
/// <param name="Status">How its reflector fares.</param>
/// <param name="Objects">How many objects there are.</param>
public sealed record KindHealth(ReflectorStatus Status, int Objects);

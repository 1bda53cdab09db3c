namespace AdmissionGuard.Core.Model;

/// <summary>
/// What of a running pod no policy looks at, and whoever sends packets from inside it must know. Read only where that is done: a cache of
/// a large cluster does without.
/// </summary>
/// <param name="Uid">
/// The UID that its cgroups carry: <c>metadata.uid</c>, for a static pod's mirror the annotation <c>kubernetes.io/config.hash</c>.
/// </param>
/// <param name="IsRunning"><c>status.phase</c> is Running: its network is set up, and a process holds it.</param>
/// <param name="Mesh">The service mesh whose proxy takes its traffic, such as <c>Istio</c>; null for none that is known.</param>
/// <param name="RuntimeClass"><c>spec.runtimeClassName</c>: it may run in a virtual machine, where its network is not the kernel's.</param>
/// <param name="IsProbeOff">It is annotated <c>admission-guard.io/probe: off</c>.</param>
public sealed record PodRuntime(string Uid, bool IsRunning, string? Mesh = null, string? RuntimeClass = null, bool IsProbeOff = false)
{
    /// <summary>Why whoever probes does not reach it, in words: it runs on another machine, say. Null when it is reached.</summary>
    public string? OutOfReach { get; init; }

    /// <summary>The annotation with which a pod's owner keeps probes away from it, with the value <c>off</c>.</summary>
    public const string ProbeAnnotation = "admission-guard.io/probe";
}

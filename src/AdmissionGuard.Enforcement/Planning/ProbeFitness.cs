using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>Whether packets can be sent from inside a pod, and mean something when they arrive.</summary>
internal static class ProbeFitness
{
    /// <summary>Why a pod cannot be an end of a probe; null when it can.</summary>
    public static string? Problem(Pod pod) => pod switch
    {
        { IsRepresentative: true } or { IsHypothetical: true } => "no such pod runs",
        { HostNetwork: true } => "a hostNetwork pod's traffic is its node's, and policies do not apply to it",
        { IsTerminating: true } => "it is being deleted",
        { Runtime: null } => "the cluster was read without what probing needs",
        { Runtime.IsProbeOff: true } => $"it is annotated {PodRuntime.ProbeAnnotation}: off",
        { Runtime.Mesh: { } mesh } => $"the proxy of {mesh} takes its traffic, and would answer in place of policies",
        { Runtime.RuntimeClass: { } name } => $"its runtimeClass {name} may keep its network where the kernel does not show it",
        { Runtime.IsRunning: false } => "it is not running",
        { NodeName: null } => "it is on no node",
        { Addresses.IsEmpty: true } => "it has no address",
        { Runtime.Uid: "" } => "its UID is missing",
        { Runtime.OutOfReach: { } reason } => reason,
        _ => null,
    };
}

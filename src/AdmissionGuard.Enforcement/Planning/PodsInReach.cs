using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>Tells a plan which pods a wire reaches.</summary>
public static class PodsInReach
{
    /// <summary>The UIDs that a wire should be asked about: those of all pods that could be probed.</summary>
    public static IReadOnlyCollection<string> Uids(ClusterState state) =>
        [.. state.Pods.Where(pod => ProbeFitness.Problem(pod) is null).Select(pod => pod.Runtime!.Uid)];

    /// <summary>The cluster, with every other pod marked as out of reach.</summary>
    public static ClusterState Mark(ClusterState state, IReadOnlySet<string> reached) =>
        Mark(state, pod => reached.Contains(pod.Runtime!.Uid) ? null : "it does not run where probes are sent from");

    /// <summary>The cluster, with the pods marked as out of reach for which there is a reason.</summary>
    public static ClusterState Mark(ClusterState state, Func<Pod, string?> reason) => state with
    {
        Pods = [.. state.Pods.Select(pod => pod.Runtime is { } runtime && reason(pod) is { } why
            ? pod with { Runtime = runtime with { OutOfReach = why } }
            : pod)],
    };
}

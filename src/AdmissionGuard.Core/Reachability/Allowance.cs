namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// What the policies that govern some pods in one direction allow, from these pods' point of view: with every pod of the cluster, with
/// some of them, and with addresses outside.
/// </summary>
/// <param name="everyPod">What is allowed with every pod there is.</param>
/// <param name="some">What is allowed with single classes, on top of <paramref name="everyPod"/>.</param>
/// <param name="external">What is allowed with addresses outside the cluster.</param>
internal sealed class Allowance(ConnectionSet everyPod, Dictionary<PodClass, ConnectionSet> some, ExternalMap external)
{
    /// <summary>Pods that no policy isolates: "By default, a pod is non-isolated; all connections are allowed."</summary>
    public static Allowance Everything { get; } = new(ConnectionSet.All, [], ExternalMap.All);

    public ConnectionSet EveryPod { get; } = everyPod;

    public Dictionary<PodClass, ConnectionSet> Some { get; } = some;

    public ExternalMap External { get; } = external;

    public ConnectionSet With(PodClass pods) =>
        Some.TryGetValue(pods, out var more) ? EveryPod.Union(more) : EveryPod;
}

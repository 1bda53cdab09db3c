using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Live;

/// <summary>What somebody wants of a live cluster beyond answers about who can reach whom.</summary>
public sealed record LiveInterest
{
    /// <summary>Nothing.</summary>
    public static LiveInterest None { get; } = new();

    /// <summary>Whether pods carry what whoever probes from inside them must know (<see cref="Pod.Runtime"/>); it takes memory.</summary>
    public bool Probing { get; init; }

    /// <summary>
    /// Told of policies that change, before and after, once the first list is known: null before for a new one, null after for one that
    /// is gone. Called by the thread that reads, so it must be quick.
    /// </summary>
    public Action<IReadOnlyList<(NetworkPolicy? Before, NetworkPolicy? After)>>? PoliciesChanged { get; init; }

    /// <summary>
    /// Whether whom the API server calls is followed too: ValidatingWebhookConfigurations, MutatingWebhookConfigurations and APIServices.
    /// They are optional: nothing waits for them, and where they may not be read the cluster is judged without them.
    /// </summary>
    public bool Callouts { get; init; }

    internal IReadOnlyList<ResourceKind<ApiCallout>> Optional => Callouts ? ResourceKinds.Callouts : [];

    internal ResourceKind<Pod> Pods => Probing ? ResourceKinds.ProbedPods : ResourceKinds.Pods;
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The pods through which API servers reach those of the cluster where they have no route of their own, as on AKS, GKE and Gardener: a
/// connection that an API server opens arrives with the address of such a pod, or of its node where it uses its node's network.
/// </summary>
internal sealed class ApiServerAgents
{
    // As Konnectivity's own manifests and GKE, AKS, and Gardener label them.
    private static readonly LabelSelector[] Labels =
    [
        LabelSelector.MatchLabels(("k8s-app", "konnectivity-agent")),
        LabelSelector.MatchLabels(("app", "konnectivity-agent")),
        LabelSelector.MatchLabels(("app", "vpn-shoot")),
    ];

    private ApiServerAgents(ImmutableArray<PodClass> pods, ImmutableArray<PodClass> onNodes) => (Pods, OnNodes) = (pods, onNodes);

    /// <summary>Those with addresses of their own.</summary>
    public ImmutableArray<PodClass> Pods { get; }

    /// <summary>Those on their node's network; empty where there are others.</summary>
    public ImmutableArray<PodClass> OnNodes { get; }

    /// <summary>Whether API servers come by themselves.</summary>
    public bool IsEmpty => Pods.IsEmpty && OnNodes.IsEmpty;

    /// <summary>All of them.</summary>
    public IEnumerable<PodClass> All => Pods.Concat(OnNodes);

    /// <summary>How a policy names them: <c>k8s-app=konnectivity-agent</c>. There are some.</summary>
    public LabelSelector Selector => Labels.First(selector => All.Any(pods => selector.Matches(pods.Labels)));

    /// <summary>Those of a namespace, which is kube-system; null for one that does not exist.</summary>
    public static ApiServerAgents In(NamespaceEntry? place)
    {
        ImmutableArray<PodClass> pods = [.. (place?.Classes ?? []).Where(Is)];
        return new ApiServerAgents(pods, pods.IsEmpty ? [.. (place?.HostNetworkClasses ?? []).Where(Is)] : []);
    }

    private static bool Is(PodClass pods) => !pods.IsTerminating && !pods.IsHypothetical && Array.Exists(Labels, selector => selector.Matches(pods.Labels));
}

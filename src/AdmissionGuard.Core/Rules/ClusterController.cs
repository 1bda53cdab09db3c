using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>A controller that keeps a cluster in order, told by the labels of its usual installation, and what it cannot do without.</summary>
/// <param name="Name">What its pods' <paramref name="Key"/> says.</param>
/// <param name="Key">The label by which it is told from the others of its installation.</param>
/// <param name="Family">The label that its installation puts on all of its pods.</param>
/// <param name="NeedsApiServer">It reads and writes the cluster's objects.</param>
/// <param name="NeedsSources">It fetches repositories, charts or images from outside.</param>
/// <param name="Peers">The other controllers of its installation that it calls, with their ports.</param>
internal sealed record ClusterController(
    string Name, string Key, LabelRequirement Family, bool NeedsApiServer, bool NeedsSources, params (string Name, int Port)[] Peers)
{
    private const string PartOf = "app.kubernetes.io/part-of";
    private const string NameKey = "app.kubernetes.io/name";

    private static readonly (string Name, int Port) RepoServer = ("argocd-repo-server", 8081);
    private static readonly (string Name, int Port) Redis = ("argocd-redis", 6379);
    private static readonly (string Name, int Port) Source = ("source-controller", 9090);

    private static readonly LabelRequirement ArgoCd = new(PartOf, LabelOperator.In, ["argocd"]);
    private static readonly LabelRequirement Flux = new(PartOf, LabelOperator.In, ["flux"]);
    private static readonly LabelRequirement CertManager = new("app.kubernetes.io/instance", LabelOperator.In, ["cert-manager"]);

    // As the manifests of Argo CD 3, Flux 2 and cert-manager 1 have them.
    private static readonly ClusterController[] All =
    [
        new("argocd-application-controller", NameKey, ArgoCd, true, false, RepoServer, Redis),
        new("argocd-applicationset-controller", NameKey, ArgoCd, true, false, RepoServer),
        new("argocd-repo-server", NameKey, ArgoCd, false, true, Redis),
        new("argocd-server", NameKey, ArgoCd, true, false, RepoServer, Redis),
        new("argocd-redis", NameKey, ArgoCd, false, false),
        new("source-controller", "app", Flux, true, true),
        new("kustomize-controller", "app", Flux, true, false, Source),
        new("helm-controller", "app", Flux, true, false, Source),
        new("notification-controller", "app", Flux, true, false),
        new("image-reflector-controller", "app", Flux, true, true),
        new("image-automation-controller", "app", Flux, true, true),
        new("cert-manager", NameKey, CertManager, true, false),
        new("cainjector", NameKey, CertManager, true, false),
        new("webhook", NameKey, CertManager, true, false),
    ];

    /// <summary>The controller that pods are; null for all others.</summary>
    public static ClusterController? Of(PodClass pods) => Array.Find(
        All, one => one.Family.Matches(pods.Labels) && pods.Labels.TryGetValue(one.Key, out var name) && name == one.Name);

    /// <summary>What it asks of another controller of the same installation; nothing of any other.</summary>
    public ConnectionSet To(ClusterController other) => Family != other.Family
        ? ConnectionSet.None
        : Peers.Where(peer => peer.Name == other.Name).Aggregate(ConnectionSet.None, (all, peer) => all.Union(ConnectionSet.Of(Protocol.Tcp, peer.Port)));
}

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>What a fresh server serves; names, verbs and order as kube-apiserver v1.36 gives them.</summary>
public static class BuiltInResources
{
    private static readonly string[] WithStatus = ["status"];

    public static readonly ResourceKind Namespaces = new("", "v1", "namespaces", "Namespace", false)
    {
        ShortNames = ["ns"],
        Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        Subresources = ["finalize", "status"],
    };

    public static readonly ResourceKind Pods = new("", "v1", "pods", "Pod", true)
    {
        ShortNames = ["po"],
        Categories = ["all"],
        Subresources = ["log", "status"],
        HasGeneration = true,
    };

    public static readonly ResourceKind Services = new("", "v1", "services", "Service", true)
    {
        ShortNames = ["svc"],
        Categories = ["all"],
        Subresources = WithStatus,
    };

    public static readonly ResourceKind Nodes = new("", "v1", "nodes", "Node", false)
    {
        ShortNames = ["no"],
        Subresources = WithStatus,
    };

    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true) { ShortNames = ["cm"] };

    public static readonly ResourceKind Secrets = new("", "v1", "secrets", "Secret", true);

    public static readonly ResourceKind ServiceAccounts =
        new("", "v1", "serviceaccounts", "ServiceAccount", true) { ShortNames = ["sa"] };

    public static readonly ResourceKind Events = new("", "v1", "events", "Event", true) { ShortNames = ["ev"] };

    /// <summary>The newer shape of the same events; the pairs are those of apis/events/v1/conversion.go.</summary>
    public static readonly ResourceKind NewEvents = new("events.k8s.io", "v1", "events", "Event", true)
    {
        ShortNames = ["ev"],
        StoredAs = "events",
        Renamed =
        [
            ("regarding", "involvedObject"),
            ("note", "message"),
            ("reportingController", "reportingComponent"),
            ("deprecatedSource", "source"),
            ("deprecatedFirstTimestamp", "firstTimestamp"),
            ("deprecatedLastTimestamp", "lastTimestamp"),
            ("deprecatedCount", "count"),
        ],
    };

    public static readonly ResourceKind NetworkPolicies = new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true)
    {
        ShortNames = ["netpol"],
        HasGeneration = true,
    };

    public static readonly ResourceKind CustomResourceDefinitions =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false)
        {
            ShortNames = ["crd", "crds"],
            Categories = ["api-extensions"],
            Subresources = WithStatus,
            HasGeneration = true,
        };

    public static readonly ResourceKind ClusterRoles = Rbac("clusterroles", "ClusterRole", false);
    public static readonly ResourceKind ClusterRoleBindings = Rbac("clusterrolebindings", "ClusterRoleBinding", false);
    public static readonly ResourceKind Roles = Rbac("roles", "Role", true);
    public static readonly ResourceKind RoleBindings = Rbac("rolebindings", "RoleBinding", true);

    public static readonly ResourceKind SelfSubjectAccessReviews = Review("authorization.k8s.io", "SelfSubjectAccessReview");
    public static readonly ResourceKind SelfSubjectRulesReviews = Review("authorization.k8s.io", "SelfSubjectRulesReview");
    public static readonly ResourceKind SelfSubjectReviews = Review("authentication.k8s.io", "SelfSubjectReview");

    public static readonly ResourceKind ValidatingWebhookConfigurations =
        Admission("validatingwebhookconfigurations", "ValidatingWebhookConfiguration");

    /// <summary>All of them, the core first and then group by group.</summary>
    public static readonly IReadOnlyList<ResourceKind> All =
    [
        ConfigMaps, Events, Namespaces, Nodes, Pods, Secrets, ServiceAccounts, Services,
        new("apiregistration.k8s.io", "v1", "apiservices", "APIService", false)
        {
            Categories = ["api-extensions"],
            Subresources = WithStatus,
        },
        Workload("daemonsets", "DaemonSet", "ds"),
        Workload("deployments", "Deployment", "deploy"),
        Workload("replicasets", "ReplicaSet", "rs"),
        Workload("statefulsets", "StatefulSet", "sts"),
        NewEvents,
        SelfSubjectReviews, SelfSubjectAccessReviews, SelfSubjectRulesReviews,
        new("batch", "v1", "cronjobs", "CronJob", true)
        {
            ShortNames = ["cj"],
            Categories = ["all"],
            Subresources = WithStatus,
            HasGeneration = true,
        },
        new("batch", "v1", "jobs", "Job", true) { Categories = ["all"], Subresources = WithStatus, HasGeneration = true },
        NetworkPolicies,
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true)
        {
            ShortNames = ["pdb"],
            Subresources = WithStatus,
            HasGeneration = true,
        },
        ClusterRoleBindings, ClusterRoles, RoleBindings, Roles,
        Admission("mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
        Admission("validatingadmissionpolicies", "ValidatingAdmissionPolicy") with { Subresources = WithStatus },
        Admission("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding"),
        ValidatingWebhookConfigurations,
        CustomResourceDefinitions,
        new("coordination.k8s.io", "v1", "leases", "Lease", true),
        new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true),
    ];

    private static ResourceKind Workload(string plural, string kind, string shortName) =>
        new("apps", "v1", plural, kind, true)
        {
            ShortNames = [shortName],
            Categories = ["all"],
            Subresources = WithStatus,
            HasGeneration = true,
        };

    private static ResourceKind Admission(string plural, string kind) =>
        new("admissionregistration.k8s.io", "v1", plural, kind, false) { Categories = ["api-extensions"], HasGeneration = true };

    private static ResourceKind Rbac(string plural, string kind, bool namespaced) =>
        new("rbac.authorization.k8s.io", "v1", plural, kind, namespaced);

    private static ResourceKind Review(string group, string kind) =>
        new(group, "v1", kind.ToLowerInvariant() + "s", kind, false) { Verbs = ["create"] };
}

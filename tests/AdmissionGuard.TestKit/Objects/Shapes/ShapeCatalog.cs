using System.Collections.Frozen;

namespace AdmissionGuard.TestKit.Objects.Shapes;

/// <summary>The shapes of the kinds that are described; every other kind passes as it is, but for its metadata.</summary>
public static class ShapeCatalog
{
    private static readonly FrozenDictionary<(string Group, string Kind), Shape> Shapes =
        new Dictionary<(string Group, string Kind), Shape>
        {
            [("networking.k8s.io", "NetworkPolicy")] = NetworkPolicyShapes.NetworkPolicy,
            [("", "Namespace")] = CoreShapes.Namespace,
            [("", "Node")] = CoreShapes.Node,
            [("", "Pod")] = PodShapes.Pod,
            [("", "Service")] = CoreShapes.Service,
            [("apps", "Deployment")] = WorkloadShapes.Workload,
            [("apps", "ReplicaSet")] = WorkloadShapes.Workload,
            [("apps", "StatefulSet")] = WorkloadShapes.Workload,
            [("apps", "DaemonSet")] = WorkloadShapes.Workload,
            [("batch", "Job")] = WorkloadShapes.Workload,
            [("batch", "CronJob")] = WorkloadShapes.CronJob,
            [("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = CoreShapes.WebhookConfiguration,
            [("apps", "Deployment")] = WorkloadShapes.Workload,
            [("apps", "ReplicaSet")] = WorkloadShapes.Workload,
            [("apps", "StatefulSet")] = WorkloadShapes.Workload,
            [("apps", "DaemonSet")] = WorkloadShapes.Workload,
            [("batch", "Job")] = WorkloadShapes.Workload,
            [("batch", "CronJob")] = WorkloadShapes.CronJob,
            [("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = CoreShapes.WebhookConfiguration,
        }.ToFrozenDictionary();

    /// <summary>The shape of a kind.</summary>
    /// <param name="group">The API group; empty for the core group.</param>
    /// <param name="kind">The kind, such as <c>NetworkPolicy</c>.</param>
    public static Shape Of(string group, string kind) => Shapes.GetValueOrDefault((group, kind)) ?? MetadataShapes.Unknown;
}

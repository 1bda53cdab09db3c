using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Puts decoded objects together.</summary>
internal static class ClusterAssembly
{
    /// <summary>The cluster of objects, in their order; namespaces of which only the name is known come last, sorted.</summary>
    public static ClusterState Assemble(IReadOnlyList<object> objects)
    {
        ImmutableArray<Pod> pods = [.. objects.OfType<Pod>()];
        ImmutableArray<Service> services = [.. objects.OfType<Service>()];
        ImmutableArray<NetworkPolicy> policies = [.. objects.OfType<NetworkPolicy>()];
        ImmutableArray<WorkloadObject> workloads = [.. objects.OfType<WorkloadObject>()];
        ImmutableArray<Namespace> namespaces = [.. objects.OfType<Namespace>()];
        var mentioned = pods.Select(pod => pod.Key.Namespace)
            .Concat(services.Select(service => service.Key.Namespace))
            .Concat(policies.Select(policy => policy.Key.Namespace))
            .Concat(workloads.Select(workload => workload.Self.Namespace))
            .Distinct(StringComparer.Ordinal)
            .Except(namespaces.Select(space => space.Name), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return new ClusterState
        {
            Namespaces = [.. namespaces, .. mentioned.Select(Namespace.Named)],
            Pods = [.. pods, .. Representatives.Of(workloads, pods)],
            Services = services,
            Nodes = [.. objects.OfType<Node>()],
            Callouts = [.. objects.OfType<ApiCallout>()],
            Policies = policies,
        };
    }
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes pods, also those inside a workload's template.</summary>
internal static class PodObjects
{
    public static readonly string[] SpecPaths =
    [
        "hostNetwork", "dnsPolicy", "dnsConfig.nameservers", "nodeName",
        .. ContainerFields.Paths.Select(path => $"containers.{path}"),
        .. ContainerFields.Paths.Select(path => $"initContainers.{path}"),
    ];

    public static readonly string[] Paths =
    [
        "metadata.ownerReferences", .. SpecPaths.Select(path => $"spec.{path}"),
        "status.phase", "status.podIP", "status.podIPs", "status.hostIP", "status.hostIPs",
    ];

    public static ManifestObject Decode(Tree root, DecodingContext context)
    {
        var metadata = Metadata.Decode(root, namespaced: true, context);
        var (ownerKind, ownerName) = Metadata.Owner(root);
        var status = root.Field("status");
        var pod = WithSpec(
            new Pod
            {
                Key = metadata.Key,
                Labels = metadata.Labels,
                Workload = context.Share(Workload.Of(metadata.Key, metadata.Labels, ownerKind, ownerName)),
                IsTerminal = status.Field("phase").String() is "Succeeded" or "Failed",
                IsTerminating = metadata.IsTerminating,
                Addresses = Addresses.Decode(status, "podIPs", "podIP"),
                HostAddresses = Addresses.Decode(status, "hostIPs", "hostIP"),
            },
            root.Field("spec"),
            context);
        return new ManifestObject("Pod", metadata.Key, pod);
    }

    /// <summary>A pod with what its <c>spec</c> says.</summary>
    public static Pod WithSpec(Pod pod, Tree? spec, DecodingContext context)
    {
        var containers = ContainerFields.Running(spec);
        var hostNetwork = spec.Field("hostNetwork").Flag();
        return pod with
        {
            NodeName = spec.Field("nodeName").String(),
            HostNetwork = hostNetwork,
            Ports = ContainerFields.Ports(containers, context),
            Dns = Dns(spec, hostNetwork),
            LocalDnsAddresses = ContainerFields.LocalDnsAddresses(containers),
        };
    }

    // "Note that ClusterFirst falls back to Default on the host's network; ClusterFirstWithHostNet has to be set explicitly."
    private static PodDns Dns(Tree? spec, bool hostNetwork) => spec.Field("dnsPolicy").String() switch
    {
        "None" => new PodDns(DnsSource.Own, NameServers(spec)),
        "Default" => PodDns.Default,
        "ClusterFirstWithHostNet" => PodDns.ClusterFirst,
        _ => hostNetwork ? PodDns.Default : PodDns.ClusterFirst,
    };

    private static ImmutableArray<IpAddress> NameServers(Tree? spec) =>
        Addresses.Decode(spec.Field("dnsConfig").Field("nameservers").List());
}

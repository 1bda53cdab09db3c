using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Lists that are filled anew for each pod, so that decoding one leaves little garbage.</summary>
internal sealed class PodScratch
{
    public List<KeyValuePair<string, string>> Labels { get; } = [];

    public List<ContainerPort> OfContainers { get; } = [];

    public List<ContainerPort> OfSidecars { get; } = [];

    public List<IpAddress> Addresses { get; } = [];

    public void Clear()
    {
        Labels.Clear();
        OfContainers.Clear();
        OfSidecars.Clear();
        Addresses.Clear();
    }

    /// <summary>All ports, those of the sidecars last.</summary>
    public ContainerPorts Ports(DecodingContext context)
    {
        if (OfContainers.Count + OfSidecars.Count == 0)
        {
            return ContainerPorts.None;
        }

        return context.Share(new ContainerPorts([.. OfContainers, .. OfSidecars]));
    }
}

using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>Finds out whose address an address is: policies see a pod where people see its address.</summary>
internal sealed class AddressSearch(ClusterState state, ClusterIndex index)
{
    public Peer Find(string option, IpAddress address)
    {
        // An address is free again for another pod while the last one is on its way out.
        var owners = index.Classes.Where(pods => pods.Pods.Any(pod => pod.Addresses.Contains(address)));
        if (owners.OrderBy(pods => pods.IsTerminating).FirstOrDefault() is { } owner)
        {
            var pod = owner.Pods.First(pod => pod.Addresses.Contains(address));
            return new Peer(pod.Key.ToString(), [owner], pod, Note: $"{address} is the pod {pod.Key}");
        }

        if (state.Services.FirstOrDefault(service => service.ClusterAddresses.Contains(address)) is { } service)
        {
            throw new UsageException(
                $"{option} {address}: the address of Service {service.Key}; "
                + "policies apply to the pods behind it, so name one of them and its port");
        }

        return new Peer(address.ToString(), [], Address: address, Note: NodeNote(address));
    }

    private string? NodeNote(IpAddress address)
    {
        if (state.Nodes.FirstOrDefault(node => node.Addresses.Contains(address)) is { } node)
        {
            return $"{address} is the address of node {node.Name}";
        }

        return state.Pods.FirstOrDefault(pod => pod.HostAddresses.Contains(address)) is { } pod
            ? $"{address} is the address of {(pod.NodeName is null ? "a node" : $"node {pod.NodeName}")}"
            : null;
    }
}

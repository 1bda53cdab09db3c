using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Probing;

/// <summary>
/// One end of a probe: a pod, or a node's own network, which a packet leaves as the kubelet's do. Never a free address: what is probed is
/// known to the cluster.
/// </summary>
/// <param name="Pod">The pod; null for a node.</param>
/// <param name="Uid">
/// The UID that the pod's cgroups carry: <c>metadata.uid</c>, for a static pod its <c>kubernetes.io/config.hash</c>. Empty for a node.
/// </param>
/// <param name="Node">The node, or the pod's.</param>
/// <param name="Addresses">The pod's addresses, or the node's, at most one of each family.</param>
public sealed record ProbeEnd(ObjectKey? Pod, string Uid, string Node, ImmutableArray<IpAddress> Addresses)
{
    /// <summary>Whether it is a node's own network.</summary>
    public bool IsNode => Pod is null;

    /// <summary>The address of a family; null when it has none.</summary>
    public IpAddress? Address(IpFamily family)
    {
        foreach (var address in Addresses)
        {
            if (address.Family == family)
            {
                return address;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(ProbeEnd? other) =>
        other is not null && Pod == other.Pod && Uid == other.Uid && Node == other.Node
        && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pod, Uid, Node, Addresses.Length);

    /// <summary><c>namespace/name</c> of the pod, or <c>node name</c>.</summary>
    public override string ToString() => Pod?.ToString() ?? $"node {Node}";
}

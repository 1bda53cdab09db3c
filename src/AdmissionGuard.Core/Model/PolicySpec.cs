using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>The spec of a NetworkPolicy (networking.k8s.io/v1).</summary>
/// <param name="PodSelector">The pods of the policy's namespace that it applies to; empty: all of them.</param>
/// <param name="Ingress">Ingress rules; missing, null and <c>[]</c> are one case.</param>
/// <param name="Egress">Egress rules; missing, null and <c>[]</c> are one case.</param>
/// <param name="PolicyTypes">What <c>policyTypes</c> says; null when it is missing or empty and so defaulted.</param>
public sealed record PolicySpec(
    LabelSelector PodSelector,
    ImmutableArray<PolicyRule> Ingress,
    ImmutableArray<PolicyRule> Egress,
    PolicyTypes? PolicyTypes = null)
{
    /// <summary>The directions in which the policy isolates the pods it selects.</summary>
    // "If this field is not specified, it will default based on the existence of ingress or egress rules; policies that contain an
    // egress section are assumed to affect egress, and all policies (whether or not they contain an ingress section) are assumed to
    // affect ingress."
    public PolicyTypes EffectiveTypes => PolicyTypes ?? (Egress.IsEmpty ? Model.PolicyTypes.Ingress : Model.PolicyTypes.Both);

    /// <summary>The rules of a direction.</summary>
    public ImmutableArray<PolicyRule> Rules(Direction direction) => direction == Direction.Ingress ? Ingress : Egress;

    /// <summary>Whether the policy isolates in a direction.</summary>
    // HasFlag makes two objects until the code is hot, and reviews ask this for every pod of a namespace.
    public bool Isolates(Direction direction)
    {
        var type = direction == Direction.Ingress ? Model.PolicyTypes.Ingress : Model.PolicyTypes.Egress;
        return (EffectiveTypes & type) == type;
    }

    /// <inheritdoc/>
    public bool Equals(PolicySpec? other) =>
        other is not null && EffectiveTypes == other.EffectiveTypes && PodSelector.Equals(other.PodSelector)
        && Ingress.AsSpan().SequenceEqual(other.Ingress.AsSpan()) && Egress.AsSpan().SequenceEqual(other.Egress.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PodSelector, EffectiveTypes, Ingress.Length, Egress.Length);
}

/// <summary>One entry of <c>spec.ingress</c> or <c>spec.egress</c>.</summary>
/// <param name="Peers"><c>from</c> or <c>to</c>; empty: every source or destination, inside the cluster and outside.</param>
/// <param name="Ports">The ports of the destination; empty: all ports of all protocols.</param>
public sealed record PolicyRule(ImmutableArray<PolicyPeer> Peers, ImmutableArray<PolicyPort> Ports)
{
    /// <inheritdoc/>
    public bool Equals(PolicyRule? other) =>
        other is not null && Peers.AsSpan().SequenceEqual(other.Peers.AsSpan()) && Ports.AsSpan().SequenceEqual(other.Ports.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Peers.Length, Ports.Length, Peers.IsEmpty ? null : Peers[0]);
}

/// <summary>One entry of <c>from</c> or <c>to</c>. Either selectors or an ipBlock, at least one of the three.</summary>
/// <param name="PodSelector">
/// Pods of the policy's namespace, or with <paramref name="NamespaceSelector"/> of the namespaces it selects; null and empty differ.
/// </param>
/// <param name="NamespaceSelector">All pods of the selected namespaces, or with <paramref name="PodSelector"/> those it selects there.</param>
/// <param name="IpBlock">Addresses.</param>
public sealed record PolicyPeer(LabelSelector? PodSelector = null, LabelSelector? NamespaceSelector = null, IpBlock? IpBlock = null);

/// <summary>One entry of <c>ports</c>.</summary>
/// <param name="Protocol">The protocol; TCP when the manifest names none.</param>
/// <param name="Port">A number from 1 to 65535; null when all ports or a name is meant.</param>
/// <param name="EndPort">The last port of a range that starts at <paramref name="Port"/>.</param>
/// <param name="Name">A container port's name, resolved on each destination pod by name and protocol.</param>
public sealed record PolicyPort(Protocol Protocol, int? Port = null, int? EndPort = null, string? Name = null);

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>A rule that allows a connection.</summary>
/// <param name="Policy">Its policy.</param>
/// <param name="Direction">Which list it stands in.</param>
/// <param name="Position">Its place in that list, from 0.</param>
public sealed record RuleReference(ObjectKey Policy, Direction Direction, int Position)
{
    /// <summary><c>boutique/cartservice-netpol ingress[0]</c>.</summary>
    public override string ToString() => $"{Policy} {(Direction == Direction.Ingress ? "ingress" : "egress")}[{Position}]";
}

/// <summary>What the policies at one end of a connection say of it.</summary>
/// <param name="IsolatedBy">The policies that isolate this end in the connection's direction; empty: everything is allowed here.</param>
/// <param name="AllowedBy">The rules that allow it.</param>
/// <param name="Exemption">Why no policy is asked, in words; null when policies are asked.</param>
public sealed record EndExplanation(ImmutableArray<ObjectKey> IsolatedBy, ImmutableArray<RuleReference> AllowedBy, string? Exemption)
{
    /// <summary>Whether this end lets the connection pass.</summary>
    public bool Allows => Exemption is not null || IsolatedBy.IsEmpty || !AllowedBy.IsEmpty;
}

/// <summary>Why one connection is allowed or denied.</summary>
/// <param name="From">The source: a pod's <c>namespace/name</c>, or an address.</param>
/// <param name="To">The destination.</param>
/// <param name="Egress">What the source's policies say.</param>
/// <param name="Ingress">What the destination's policies say.</param>
public sealed record Explanation(string From, string To, EndExplanation Egress, EndExplanation Ingress)
{
    /// <summary>A connection needs the source's egress and the destination's ingress.</summary>
    public bool IsAllowed => Egress.Allows && Ingress.Allows;
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Probing;

/// <summary>One packet to send from one end to a port of another, and what is to become of it. The destination is always a pod.</summary>
public sealed record Probe
{
    /// <summary>
    /// Twelve hexadecimal digits, unique in a plan: the same ends, family, protocol and port have the same id in every plan.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Where it is sent.</summary>
    public required ProbeEnd Source { get; init; }

    /// <summary>Where it may arrive: a pod.</summary>
    public required ProbeEnd Destination { get; init; }

    /// <summary>The family; both ends have an address of it.</summary>
    public required IpFamily Family { get; init; }

    /// <summary>TCP or UDP; there is no probe for SCTP.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>The destination's own port, 1 to 65535, after a Service's translation.</summary>
    public required int Port { get; init; }

    /// <summary>What it is there for.</summary>
    public required ProbeRole Role { get; init; }

    /// <summary>What the policies say of it once they are enforced.</summary>
    public required Expectation Expectation { get; init; }

    /// <summary>
    /// The probe that vouches for this one: allowed, to the same destination, family, protocol and port, from elsewhere. Only when it
    /// arrives in the same round is it known that this one, had it arrived, would have been seen. Null for a companion itself.
    /// </summary>
    public string? Companion { get; init; }

    /// <summary>
    /// The directions in which policies forbid it; empty for what they allow. One alone: no other end stands in for it, so that the probe
    /// tells whether this direction is enforced.
    /// </summary>
    public ImmutableArray<Direction> ForbiddenBy { get; init; } = [];

    /// <summary>What the probe was chosen to stand for, in words: <c>shop/web ingress[0]</c>, <c>another namespace</c>.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Where its packet goes.</summary>
    public IpAddress Target => Destination.Address(Family)
        ?? throw new InvalidOperationException($"{Destination} has no {Family} address");

    /// <summary>Whether both ends are on one node.</summary>
    public bool IsOnOneNode => string.Equals(Source.Node, Destination.Node, StringComparison.Ordinal);

    /// <summary><c>shop/web-0 → shop/db-0 TCP 5432 (IPv4)</c>.</summary>
    public override string ToString() => $"{Source} → {Destination} {Protocol.Name()} {Port} ({Family})";
}

/// <summary>What a probe is there for.</summary>
public enum ProbeRole
{
    /// <summary>It passed before the change and must not pass after it.</summary>
    MustBeBlocked,

    /// <summary>It did not pass before the change and must pass after it.</summary>
    MustBeOpen,

    /// <summary>The change leaves it as it was: open or blocked, as its expectation says.</summary>
    MustStay,

    /// <summary>It is judged by nothing but vouches for others: that its destination is there and is watched.</summary>
    Companion,
}

/// <summary>What is to become of a probe.</summary>
public enum Expectation
{
    /// <summary>It arrives.</summary>
    Arrive,

    /// <summary>It does not arrive.</summary>
    BeBlocked,
}

using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Receipts;

namespace AdmissionGuard.Verifier.Resources;

/// <summary>
/// What one node's agent is to do for one check: watch for packets at its pods, and send packets from its pods. Written by the controller,
/// answered in the status by that agent. A target is a pod and a port, never a free address.
/// </summary>
internal sealed record NodeProbe
{
    public string ApiVersion { get; init; } = CompanionKinds.ApiVersion;

    public string Kind { get; init; } = ProbeKinds.ProbeKind;

    public required ObjectMeta Metadata { get; init; }

    public required NodeProbeSpec Spec { get; init; }

    public NodeProbeStatus? Status { get; init; }
}

/// <summary>A round is handed out in three steps: watch, send when all watch, and finish when all have sent.</summary>
internal sealed record NodeProbeSpec
{
    /// <summary>The node whose agent is meant.</summary>
    public required string Node { get; init; }

    /// <summary>The check that it is for, <c>namespace/name</c>: for people.</summary>
    public required string Check { get; init; }

    /// <summary>Until when anything may be done; agents ignore it afterwards, and the controller removes it.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The round, from 1.</summary>
    public int Round { get; init; }

    /// <summary>The packets to watch for at this node's pods in this round.</summary>
    public ImmutableArray<NodeFlow> Watch { get => field.IsDefault ? [] : field; init; }

    /// <summary>The packets to send from this node's pods; all their destinations are watched.</summary>
    public ImmutableArray<NodeFlow> Send { get => field.IsDefault ? [] : field; init; }

    /// <summary>The round that <see cref="Send"/> is of.</summary>
    public int Go { get; init; }

    /// <summary>The round whose watching is over: everything has been sent and had time to arrive.</summary>
    public int Finish { get; init; }
}

/// <summary>A packet.</summary>
internal sealed record NodeFlow
{
    /// <summary>What it is known by: 16 hexadecimal digits.</summary>
    public required string Token { get; init; }

    /// <summary>IPv4 or IPv6.</summary>
    public required string Family { get; init; }

    /// <summary>TCP or UDP.</summary>
    public required string Protocol { get; init; }

    /// <summary>The destination's own port.</summary>
    public required int Port { get; init; }

    public required FlowEnd From { get; init; }

    public required FlowEnd To { get; init; }
}

/// <summary>A pod, or, when <see cref="Name"/> is empty, a node's own network.</summary>
internal sealed record FlowEnd
{
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>The pod's metadata.uid: another pod of the same name is not meant.</summary>
    public string Uid { get; init; } = "";

    public required string Node { get; init; }
}

/// <summary>What the agent has done.</summary>
internal sealed record NodeProbeStatus
{
    /// <summary>The round whose destinations are watched.</summary>
    public int Watching { get; init; }

    /// <summary>The round whose packets have been sent.</summary>
    public int Sent { get; init; }

    /// <summary>The round whose watching is over.</summary>
    public int Finished { get; init; }

    /// <summary>What the sending half knows of the round that was sent last.</summary>
    public ImmutableArray<FlowDeparture> Departures { get => field.IsDefault ? [] : field; init; }

    /// <summary>
    /// What the watching half knows: before the end of a round only which packets it cannot watch for, afterwards what came of each.
    /// </summary>
    public ImmutableArray<FlowArrival> Arrivals { get => field.IsDefault ? [] : field; init; }
}

/// <summary>What the sending half knows of a packet.</summary>
internal sealed record FlowDeparture
{
    public required string Token { get; init; }

    /// <summary>Why it could not be sent; null when it was.</summary>
    public string? Failure { get; init; }

    /// <summary>How many times it was sent.</summary>
    public int Sent { get; init; }

    /// <summary>Whether it was seen leaving.</summary>
    public bool Left { get; init; }

    /// <summary>Where something in the source's own namespace sent it instead.</summary>
    public string? Diverted { get; init; }

    /// <summary>What came back, by name.</summary>
    public string? Answer { get; init; }

    /// <summary>Whose answer it was.</summary>
    public string? AnsweredBy { get; init; }
}

/// <summary>What the watching half knows of a packet.</summary>
internal sealed record FlowArrival
{
    public required string Token { get; init; }

    /// <summary>The source address that it had; null when it was not seen.</summary>
    public string? From { get; init; }

    /// <summary>Why nothing can be said when it was not seen; null when the destination was watched all the while.</summary>
    public string? Blind { get; init; }
}

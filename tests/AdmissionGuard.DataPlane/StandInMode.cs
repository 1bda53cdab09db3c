namespace AdmissionGuard.DataPlane;

/// <summary>What the stand-in CNI makes of policies.</summary>
internal enum StandInMode
{
    /// <summary>What the API says, by dropping.</summary>
    Enforces,

    /// <summary>Nothing, as Flannel.</summary>
    IgnoresEverything,

    /// <summary>What the API says, by rejecting with ICMP port unreachable, as kube-router.</summary>
    Rejects,

    /// <summary>What the API says, by resets for TCP and ICMP administratively prohibited for the rest.</summary>
    RejectsWithReset,

    /// <summary>Ingress alone.</summary>
    IngressOnly,

    /// <summary>Egress alone.</summary>
    EgressOnly,

    /// <summary>All but the last pod that a rule's peers select.</summary>
    LosesOnePeer,

    /// <summary>Named ports are looked up on the source's pod.</summary>
    NamedPortsOnTheWrongPod,

    /// <summary>The first node does what the API says, the others nothing.</summary>
    RightOnOneNode,

    /// <summary>What the API says, and pods have other addresses when they come from another node.</summary>
    TranslatesBetweenNodes,

    /// <summary>Everything that is forwarded is dropped.</summary>
    BlocksEverything,
}

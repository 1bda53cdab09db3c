using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>A Service.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Selector">The pods behind it; null when it has no selector and somebody else manages its endpoints.</param>
/// <param name="Ports">Its ports.</param>
/// <param name="ClusterAddresses"><c>clusterIPs</c>; empty when headless.</param>
public sealed record Service(
    ObjectKey Key,
    LabelSelector? Selector,
    ImmutableArray<ServicePort> Ports,
    ImmutableArray<IpAddress> ClusterAddresses)
{
    /// <summary><c>spec.publishNotReadyAddresses</c>: whatever it selects is an endpoint, ready or not.</summary>
    public bool PublishesNotReady { get; init; }
}

/// <summary>A port of a Service.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Port">The port that clients use.</param>
/// <param name="TargetPort">The port of the pods, as a number; null when <paramref name="TargetName"/> is set.</param>
/// <param name="TargetName">The name of the pods' container port.</param>
public sealed record ServicePort(string? Name, Protocol Protocol, int Port, int? TargetPort, string? TargetName)
{
    /// <summary>The port of a pod that this port leads to; null when the pod declares no port of that name.</summary>
    public int? On(ContainerPorts ports) => TargetPort ?? (TargetName is null ? Port : ports.Resolve(TargetName, Protocol));
}

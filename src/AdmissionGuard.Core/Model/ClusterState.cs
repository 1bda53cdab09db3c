using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>A cluster at one moment, as far as NetworkPolicies are concerned. Keys are unique within each list.</summary>
public sealed record ClusterState
{
    /// <summary>A cluster without anything.</summary>
    public static ClusterState Empty { get; } = new();

    /// <summary>Every namespace, also those of which only the name is known.</summary>
    public ImmutableArray<Namespace> Namespaces { get; init; } = [];

    /// <summary>Every pod, terminal ones included.</summary>
    public ImmutableArray<Pod> Pods { get; init; } = [];

    /// <summary>Every Service.</summary>
    public ImmutableArray<Service> Services { get; init; } = [];

    /// <summary>Every node.</summary>
    public ImmutableArray<Node> Nodes { get; init; } = [];

    /// <summary>What the API server calls while it answers requests, as far as it is known.</summary>
    public ImmutableArray<ApiCallout> Callouts { get; init; } = [];

    /// <summary>Every policy.</summary>
    public ImmutableArray<NetworkPolicy> Policies { get; init; } = [];
}

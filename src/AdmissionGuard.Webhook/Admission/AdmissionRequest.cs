using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>What an API server asks: the part of an AdmissionReview v1 that an answer depends on.</summary>
internal sealed record AdmissionRequest
{
    /// <summary>Names the request; the answer has to repeat it.</summary>
    public required string Uid { get; init; }

    /// <summary>Group, version and kind of what is to be changed: <c>networking.k8s.io/v1 NetworkPolicy</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it is a NetworkPolicy as such: no subresource, and of the version that is simulated.</summary>
    public required bool IsPolicy { get; init; }

    /// <summary>CREATE, UPDATE, DELETE, or whatever else the API server says.</summary>
    public required string Operation { get; init; }

    /// <summary>The namespace; empty when there is none.</summary>
    public required string Namespace { get; init; }

    /// <summary>The request's name, else the object's, else the old object's: a deletecollection names none.</summary>
    public required string Name { get; init; }

    /// <summary>Who asks.</summary>
    public required string User { get; init; }

    /// <summary>The groups that they are in.</summary>
    public required ImmutableArray<string> Groups { get; init; }

    /// <summary>Nothing will be stored.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>The policy before and after; null when it cannot be told, or when it is no policy.</summary>
    public PolicyChange? Change { get; init; }

    /// <summary>Why <see cref="Change"/> is null though this is about a policy, in one line; empty otherwise.</summary>
    public string Problem { get; init; } = "";

    /// <summary><c>UPDATE of NetworkPolicy shop/web</c>.</summary>
    public string Title => $"{Operation} of NetworkPolicy {Namespace}/{Name}";
}

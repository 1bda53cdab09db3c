using System.Collections.Immutable;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Kubernetes.Configuration;

/// <summary>What an operator can set, for the webhook and for whoever looks at what it has admitted.</summary>
public sealed record WebhookConfiguration
{
    /// <summary>What is set when nothing is.</summary>
    public static WebhookConfiguration Default { get; } = new();

    /// <summary>What the rules do, where DNS is, and how ipBlocks are read.</summary>
    public GuardConfiguration Guard { get; init; } = GuardConfiguration.Default;

    /// <summary>Users whose changes are never denied, such as a break-glass account; <c>system:masters</c> is not among them by itself.</summary>
    public ImmutableHashSet<string> ExemptUsers { get; init; } = [];

    /// <summary>Groups whose changes are never denied.</summary>
    public ImmutableHashSet<string> ExemptGroups { get; init; } = [];

    /// <summary>Namespaces in which nothing is denied.</summary>
    public ImmutableHashSet<string> ExemptNamespaces { get; init; } = [];

    /// <summary>Groups of which one may acknowledge a denial; empty: everybody who may change the policy.</summary>
    public ImmutableHashSet<string> AcknowledgeGroups { get; init; } = [];

    /// <summary>How much of other namespaces a message may tell.</summary>
    public Disclosure Disclosure { get; init; } = Disclosure.Cluster;

    /// <summary>What becomes of a change that cannot be judged in time.</summary>
    public FailureMode OnFailure { get; init; } = FailureMode.Allow;

    /// <summary>The connectivity contract's file, relative to the configuration's directory; null for none.</summary>
    public string? ContractPath { get; init; }

    /// <summary>How long the cluster may have been silent before denials become warnings.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(180);
}

/// <summary>How much of other namespaces a message may tell.</summary>
public enum Disclosure
{
    /// <summary>Workloads of every namespace are named.</summary>
    Cluster,

    /// <summary>Objects outside the policy's namespace appear as counts only.</summary>
    Namespace,
}

/// <summary>What becomes of a change that cannot be judged in time.</summary>
public enum FailureMode
{
    /// <summary>It is allowed, with a warning that says so.</summary>
    Allow,

    /// <summary>It is denied.</summary>
    Deny,
}

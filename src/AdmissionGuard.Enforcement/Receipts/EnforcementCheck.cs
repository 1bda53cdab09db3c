using System.Collections.Immutable;
using System.Text.Json;

namespace AdmissionGuard.Enforcement.Receipts;

/// <summary>
/// What is known of whether one policy is enforced: the receipt for its latest change. It has the policy's namespace and name. Whoever
/// makes one asks about that policy and can say nothing else; only the controller writes the status.
/// </summary>
internal sealed record EnforcementCheck
{
    public string ApiVersion { get; init; } = CompanionKinds.ApiVersion;

    public string Kind { get; init; } = CompanionKinds.CheckKind;

    public required ObjectMeta Metadata { get; init; }

    public required CheckSpec Spec { get; init; }

    public CheckStatus? Status { get; init; }
}

/// <summary>Which policy.</summary>
internal sealed record CheckSpec
{
    /// <summary>The policy, in the check's own namespace.</summary>
    public required PolicyReference PolicyRef { get; init; }
}

/// <summary>A NetworkPolicy of the same namespace.</summary>
internal sealed record PolicyReference(string Name);

/// <summary>What was found.</summary>
internal sealed record CheckStatus
{
    /// <summary>Running or Done.</summary>
    public CheckPhase Phase { get; init; }

    /// <summary>Tells the run that writes here from those before it.</summary>
    public string? Run { get; init; }

    /// <summary>The policy's uid; null when it was gone before it could be read.</summary>
    public string? PolicyUid { get; init; }

    /// <summary>The policy's generation that this is about; null for a deletion.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>CREATE, UPDATE or DELETE; VERIFY when somebody asked about a policy that had not changed.</summary>
    public string? Operation { get; init; }

    /// <summary>Enforced, NotEnforced, Partial or Inconclusive; null before the first round.</summary>
    public string? Verdict { get; init; }

    /// <summary>Whether more rounds may change the verdict.</summary>
    public bool Provisional { get; init; }

    /// <summary>Why, the most important first.</summary>
    public ImmutableArray<string> Reasons { get => field.IsDefault ? [] : field; init; }

    /// <summary>How long it took the network at most, such as <c>0.4s</c>; null when it never did what the policy says.</summary>
    public string? Latency { get; init; }

    /// <summary>How many of the probes are as they must be: <c>11/12</c>.</summary>
    public string? Probes { get; init; }

    /// <summary>The probes in words, each with what became of it; the first 32.</summary>
    public ImmutableArray<string> ProbeLines { get => field.IsDefault ? [] : field; init; }

    /// <summary>When the change was seen.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When the verdict became final.</summary>
    public DateTimeOffset? CompletionTime { get; init; }

    /// <summary>When the policy was seen to be gone: an hour later the check goes too.</summary>
    public DateTimeOffset? PolicyGoneTime { get; init; }

    /// <summary>The spec before the change, so that a controller that is started anew can go on; null for none.</summary>
    public JsonElement? PreviousSpec { get; init; }

    /// <summary>The spec that this is about; null for a deletion.</summary>
    public JsonElement? VerifiedSpec { get; init; }

    /// <summary>The condition Verified: True when Enforced and final, False when not, Unknown otherwise.</summary>
    public ImmutableArray<Condition> Conditions { get => field.IsDefault ? [] : field; init; }
}

/// <summary>How far a check has come.</summary>
internal enum CheckPhase
{
    /// <summary>Probes are sent.</summary>
    Running,

    /// <summary>The verdict is final.</summary>
    Done,
}

/// <summary>meta/v1, Condition.</summary>
internal sealed record Condition
{
    public required string Type { get; init; }

    public required string Status { get; init; }

    public required string Reason { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset LastTransitionTime { get; init; }

    public long? ObservedGeneration { get; init; }
}

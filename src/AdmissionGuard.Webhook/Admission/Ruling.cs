using System.Collections.Immutable;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Webhook.Receipts;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Why a finding that would deny does not.</summary>
internal enum Softening
{
    /// <summary>Nothing softens it.</summary>
    None,

    /// <summary>The request is exempt.</summary>
    Exempt,

    /// <summary>The namespace's mode.</summary>
    Mode,

    /// <summary>The cluster has been silent for too long.</summary>
    Stale,

    /// <summary>
    /// Nothing will be stored, and what is missing may follow: Flux dry-runs every object against the unchanged cluster before it applies
    /// the first.
    /// </summary>
    DryRun,
}

/// <summary>Why a request was not judged.</summary>
internal enum NotJudged
{
    /// <summary>It was.</summary>
    No,

    /// <summary>It is about no NetworkPolicy: whoever configured the webhook sends what it does not know.</summary>
    OtherKind,

    /// <summary>The policy, before or after, cannot be read.</summary>
    Unreadable,

    /// <summary>There was no time.</summary>
    Deadline,

    /// <summary>A bug.</summary>
    Error,
}

/// <summary>Whether the namespace's policies were looked at once more before a denial that another policy could cure.</summary>
internal enum SecondLook
{
    /// <summary>There was no need.</summary>
    Spared,

    /// <summary>They were.</summary>
    Taken,

    /// <summary>The API server did not tell them.</summary>
    Failed,

    /// <summary>There was no time.</summary>
    OutOfTime,
}

/// <summary>A finding, and what becomes of it for this request.</summary>
/// <param name="Finding">What the review says.</param>
/// <param name="Action">What becomes of it.</param>
/// <param name="Softening">Why that is less than the review says.</param>
internal sealed record RuledFinding(Finding Finding, Verdict Action, Softening Softening);

/// <summary>What is decided about a request, before it is put into words.</summary>
internal sealed record Ruling
{
    /// <summary>Why it was not judged; the rest is empty then.</summary>
    public NotJudged NotJudged { get; init; }

    /// <summary>The findings, the strongest first.</summary>
    public ImmutableArray<RuledFinding> Findings { get; init; } = [];

    /// <summary>The strongest action of the findings.</summary>
    public Verdict Verdict => Findings.IsEmpty ? Verdict.Allow : Findings.Max(finding => finding.Action);

    /// <summary>Why the request cannot be denied.</summary>
    public Exemption Exemption { get; init; }

    /// <summary>The namespace's mode.</summary>
    public NamespaceMode Mode { get; init; } = NamespaceMode.Enforce;

    /// <summary>How long the cluster had been silent.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>How much the change takes and gives.</summary>
    public EffectSize Size { get; init; }

    /// <summary>Whether its namespace's policies were looked at once more.</summary>
    public SecondLook SecondLook { get; init; }

    /// <summary>That the network does not do what policies say; null when nobody has seen that.</summary>
    public Unenforced? Unenforced { get; init; }

    /// <summary>The policy is acknowledged by somebody who may not.</summary>
    public bool IsAcknowledgedInVain { get; init; }
}

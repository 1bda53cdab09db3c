using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Review;

/// <summary>On what terms one change is reviewed.</summary>
public sealed record ReviewTerms
{
    /// <summary>The index is believed, everything is named, and there is time.</summary>
    public static ReviewTerms Default { get; } = new();

    /// <summary>
    /// The policies of the changed policy's namespace as somebody has just read them; null where the index is believed. Their ipBlocks
    /// play a part as those of the change do. Parts of a workload may be named more finely than these policies alone would name them.
    /// </summary>
    public IReadOnlyList<NetworkPolicy>? Policies { get; init; }

    /// <summary>Whether objects outside the policy's namespace are only counted, in whatever is said.</summary>
    public bool OnlyCountsOtherNamespaces { get; init; }

    /// <summary>
    /// Called now and then while the review works, in its thread; what it throws ends the review, which leaves nothing behind. A thread of its
    /// own could not be stopped, and a timer that cancels fires late when every thread is busy with reviews.
    /// </summary>
    public Action? Pulse { get; init; }
}

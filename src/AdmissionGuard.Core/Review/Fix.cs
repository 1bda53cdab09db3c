using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Review;

/// <summary>How a finding is made good, proven: the corrected policy was reviewed again.</summary>
/// <param name="Corrected">The policy as it should be.</param>
/// <param name="Patch">What has to change in its manifest.</param>
public sealed record Fix(NetworkPolicy Corrected, JsonPatch Patch)
{
    /// <summary>What of the effect it may have.</summary>
    internal FixKind Kind { get; init; }
}

/// <summary>What a fix may bring about, besides making its finding good.</summary>
internal enum FixKind
{
    /// <summary>It gives back what was lost or takes back what was not meant: nothing may open that the manifest does not open itself.</summary>
    Restores,

    /// <summary>It puts a word right, so that the manifest does what it says: opens it for others, and begins to isolate.</summary>
    Corrects,
}

namespace AdmissionGuard.Core.Review;

/// <summary>Something that a rule says of a change.</summary>
public sealed record Finding
{
    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>What becomes of it: audit, warn or deny.</summary>
    public required Verdict Action { get; init; }

    /// <summary>Another policy can make good what it finds.</summary>
    public required bool IsCurable { get; init; }

    /// <summary>What happens and to whom, in one line.</summary>
    public required string Message { get; init; }

    /// <summary>The field that has to change.</summary>
    public required string Field { get; init; }

    /// <summary>What to do, in the imperative.</summary>
    public required string Remediation { get; init; }

    /// <summary>What acknowledges it, for this change and no other.</summary>
    public required string Digest { get; init; }

    /// <summary>
    /// How to make it good, proven; null where that is not certain. Worked out when it is first asked for, as long as nothing changes the
    /// index.
    /// </summary>
    public Fix? Fix => FixSource?.Value;

    /// <summary>Where the fix comes from.</summary>
    internal Lazy<Fix?>? FixSource { get; init; }

    /// <summary>The change acknowledges it: it would be denied otherwise.</summary>
    public bool IsAcknowledged { get; init; }
}

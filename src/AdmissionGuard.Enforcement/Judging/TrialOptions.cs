namespace AdmissionGuard.Enforcement.Judging;

/// <summary>How long it is watched whether a change is enforced.</summary>
public sealed record TrialOptions
{
    /// <summary>The usual ones.</summary>
    public static TrialOptions Default { get; } = new();

    /// <summary>As long as this nothing that changes is held against the network: it is still settling.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A change that has had no clean round by then has a verdict nevertheless.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After this many clean rounds without a wrong one between them, <see cref="EnforcementVerdict.Enforced"/> is final.</summary>
    // A network that is wrong in one round of three passes 24 in a row once in 17,000 times.
    public int CleanRounds { get; init; } = 24;

    /// <summary>So it is when the first clean round is as long ago as this, and the last one is clean.</summary>
    public TimeSpan Confirmation { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between the first two rounds; it doubles from then on.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause before the first clean round.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Between rounds once one was clean.</summary>
    public TimeSpan ConfirmingPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A round that takes longer tells nothing.</summary>
    public TimeSpan RoundTimeout { get; init; } = TimeSpan.FromSeconds(20);
}

namespace AdmissionGuard.Kubernetes.Electing;

/// <summary>How long a leader leads without a word, and how often it gives one; client-go's defaults.</summary>
public sealed record ElectionTimes
{
    /// <summary>After how long without a renewal another may take over: 15 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After how long without a successful renewal a leader gives up by itself: 10 s. Shorter than <see cref="Lease"/>, so that there are
    /// never two.
    /// </summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long between two tries: 2 s, and up to a fifth more for those who wait.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(2);
}

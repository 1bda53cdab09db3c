namespace AdmissionGuard.Core.Sequencing;

/// <summary>Where a policy stands towards one connection at one of its ends.</summary>
internal enum Standing
{
    /// <summary>It does not exist, does not select the pod or does not isolate it in this direction: it has no say.</summary>
    Absent,

    /// <summary>It isolates the pod and does not allow the connection.</summary>
    Closed,

    /// <summary>It isolates the pod and allows the connection.</summary>
    Open,
}

/// <summary>What one change of a set does to its policy's standing.</summary>
/// <param name="Change">The number of the change in its set, from 0.</param>
/// <param name="Before">Where the policy stands before the change.</param>
/// <param name="After">Where it stands after it.</param>
internal readonly record struct Turn(int Change, Standing Before, Standing After)
{
    /// <summary>The same, done backwards.</summary>
    public Turn Reversed => new(Change, After, Before);

    /// <summary>
    /// Whether the change can do no harm whenever it is made, now or to what comes later: what is open stays open, and a policy that only
    /// closed has gone.
    /// </summary>
    public bool IsHarmless => After == Standing.Open || Before == After || (Before == Standing.Closed && After == Standing.Absent);

    /// <summary>Where the policy stands.</summary>
    public Standing At(bool isMade) => isMade ? After : Before;
}

namespace AdmissionGuard.Enforcement.Probing;

/// <summary>What became of one probe in one round.</summary>
/// <param name="Probe">The probe's id.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Evidence">What was seen, or why nothing can be said, in words and on one line.</param>
/// <param name="Time">When it was known.</param>
public sealed record Observation(string Probe, Outcome Outcome, string Evidence, DateTimeOffset Time);

/// <summary>What became of a probe. Only its arrival says anything by itself.</summary>
public enum Outcome
{
    /// <summary>Nothing can be said: the sender could not send, the observer could not watch, or an end is gone.</summary>
    Unknown,

    /// <summary>Its packet was seen in the destination's network namespace.</summary>
    Arrived,

    /// <summary>Its packet left the source and was not seen at the destination, which was watched all the while.</summary>
    Blocked,

    /// <summary>As <see cref="Blocked"/>, and the source was told so: a reset, or an ICMP error.</summary>
    Rejected,
}

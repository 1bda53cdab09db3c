using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>What the watching half knows of a flow.</summary>
/// <param name="At">When its packet was first seen (a timestamp of the clock); null when it was not.</param>
/// <param name="From">The source address it then had.</param>
/// <param name="Blind">Why nothing can be said when it was not seen; null when the destination was watched all the while.</param>
internal sealed record Arrival(long? At, IpAddress? From, string? Blind)
{
    /// <summary>The destination was not watched.</summary>
    public static Arrival Unseeing(string reason) => new(null, null, reason);
}

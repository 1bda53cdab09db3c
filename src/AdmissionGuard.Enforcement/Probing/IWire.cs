using System.Collections.Immutable;

namespace AdmissionGuard.Enforcement.Probing;

/// <summary>
/// Where probes meet the network: this machine's namespaces, the agents of a cluster's nodes, or a script. Sending and watching are two
/// halves that meet only in the observation, because the two ends of a probe may be on two nodes.
/// </summary>
public interface IWire
{
    /// <summary>
    /// Tells which pods it reaches, so that nothing is planned for others.
    /// </summary>
    /// <param name="uids">The pods' UIDs, as in <see cref="ProbeEnd.Uid"/>.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="WireException">No probe can be sent here at all.</exception>
    Task<IReadOnlySet<string>> FindAsync(IReadOnlyCollection<string> uids, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<string>>(uids.ToHashSet(StringComparer.Ordinal));

    /// <summary>
    /// Sends each probe once, each as a new flow, and tells what became of it.
    /// </summary>
    /// <param name="probes">The probes of a plan, companions included.</param>
    /// <param name="round">The number of the round, from 1.</param>
    /// <param name="cancellation">Ends the round early.</param>
    /// <returns>One observation for each probe, in their order; what cannot be told is <see cref="Outcome.Unknown"/>.</returns>
    /// <exception cref="WireException">No probe can be sent here at all, and no later round will change that.</exception>
    Task<ImmutableArray<Observation>> RunRoundAsync(ImmutableArray<Probe> probes, int round, CancellationToken cancellation);
}

/// <summary>No probe can be sent here; the message is one line that says why and what to do.</summary>
public sealed class WireException : Exception
{
    /// <inheritdoc/>
    public WireException()
    {
    }

    /// <inheritdoc/>
    public WireException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public WireException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

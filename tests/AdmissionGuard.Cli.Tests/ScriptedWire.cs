using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Cli.Tests;

/// <summary>A wire on which probes do what a test says.</summary>
internal sealed class ScriptedWire(Func<Probe, Outcome> outcomeOf) : IWire
{
    /// <summary>A network that does what policies say.</summary>
    public static ScriptedWire Enforcing => new(probe => probe.Expectation == Expectation.Arrive ? Outcome.Arrived : Outcome.Blocked);

    /// <summary>A network that ignores policies.</summary>
    public static ScriptedWire Ignoring => new(_ => Outcome.Arrived);

    /// <summary>The pods that it reaches; null for all.</summary>
    public HashSet<string>? Reached { get; init; }

    public Task<IReadOnlySet<string>> FindAsync(IReadOnlyCollection<string> uids, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<string>>(Reached ?? uids.ToHashSet(StringComparer.Ordinal));

    public Task<ImmutableArray<Observation>> RunRoundAsync(ImmutableArray<Probe> probes, int round, CancellationToken cancellation) =>
        Task.FromResult<ImmutableArray<Observation>>(
            [.. probes.Select(probe => new Observation(probe.Id, outcomeOf(probe), "by the script", DateTimeOffset.UnixEpoch))]);
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Judging;

/// <summary>What a round says of one probe.</summary>
/// <param name="Probe">The probe.</param>
/// <param name="Kind">Whether the network did as policies say.</param>
/// <param name="Outcome">What was observed.</param>
/// <param name="Evidence">What was seen, or why nothing can be said.</param>
/// <param name="Doubt">
/// Why a blocked probe that is right proves nothing: its own companion did not arrive, only something else did. Null when it did.
/// </param>
public sealed record ProbeResult(Probe Probe, ResultKind Kind, Outcome Outcome, string Evidence, string? Doubt = null)
{
    /// <summary>It is right, and nothing but a policy explains it.</summary>
    public bool IsProof => Kind == ResultKind.Right && Doubt is null;
}

/// <summary>Whether the network did as policies say.</summary>
public enum ResultKind
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>It did.</summary>
    Right,

    /// <summary>It did not.</summary>
    Wrong,
}

/// <summary>Makes results out of the observations of one round.</summary>
public static class RoundResults
{
    /// <summary>The results of the probes that are judged, in the plan's order.</summary>
    public static ImmutableArray<ProbeResult> Of(ProbePlan plan, IEnumerable<Observation> observations)
    {
        var byProbe = observations.ToLookup(observation => observation.Probe, StringComparer.Ordinal);
        var arrived = plan.Probes
            .Where(probe => probe.Expectation == Expectation.Arrive && byProbe[probe.Id].Any(one => one.Outcome == Outcome.Arrived)).ToList();
        var witnesses = arrived.Select(TargetOf).ToHashSet();
        var ids = arrived.Select(probe => probe.Id).ToHashSet(StringComparer.Ordinal);
        return [.. plan.Judged.Select(probe => Judge(probe, [.. byProbe[probe.Id]], witnesses) is var result && IsDoubtful(result, ids)
            ? result with { Doubt = $"what vouches for it did not arrive at {Port(probe)}, only something else did: a cut way looks the same" }
            : result)];
    }

    private static ProbeResult Judge(Probe probe, Observation[] observations, HashSet<(ProbeEnd, IpFamily, Protocol, int)> witnesses)
    {
        if (observations is not [var observation])
        {
            return new ProbeResult(probe, ResultKind.Unknown, Outcome.Unknown, "nothing was observed of it in this round");
        }

        var kind = observation.Outcome switch
        {
            Outcome.Arrived => probe.Expectation == Expectation.Arrive ? ResultKind.Right : ResultKind.Wrong,

            // That it was not seen says something only when something else that may arrive there was seen there in the same round.
            Outcome.Blocked or Outcome.Rejected when witnesses.Contains(TargetOf(probe)) =>
                probe.Expectation == Expectation.BeBlocked ? ResultKind.Right : ResultKind.Wrong,
            _ => ResultKind.Unknown,
        };
        var evidence = kind == ResultKind.Unknown && observation.Outcome is Outcome.Blocked or Outcome.Rejected
            ? $"nothing arrives at {Port(probe)}, not even what must: blocked and unreachable look the same"
            : observation.Evidence;
        return new ProbeResult(probe, kind, observation.Outcome, evidence);
    }

    // A companion takes the source's way where it can: what comes another way says nothing of a link between nodes that is cut.
    private static bool IsDoubtful(ProbeResult result, HashSet<string> arrived) =>
        result is { Kind: ResultKind.Right, Probe: { Expectation: Expectation.BeBlocked, Companion: { } companion } }
        && !arrived.Contains(companion);

    private static string Port(Probe probe) => $"{probe.Destination} {probe.Protocol.Name()} {probe.Port} ({probe.Family})";

    private static (ProbeEnd Destination, IpFamily Family, Protocol Protocol, int Port) TargetOf(Probe probe) =>
        (probe.Destination, probe.Family, probe.Protocol, probe.Port);
}

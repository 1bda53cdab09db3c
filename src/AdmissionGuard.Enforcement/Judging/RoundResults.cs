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
public sealed record ProbeResult(Probe Probe, ResultKind Kind, Outcome Outcome, string Evidence);

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
        var witnesses = plan.Probes
            .Where(probe => probe.Expectation == Expectation.Arrive && byProbe[probe.Id].Any(one => one.Outcome == Outcome.Arrived))
            .Select(probe => TargetOf(probe)).ToHashSet();
        return [.. plan.Judged.Select(probe => Judge(probe, [.. byProbe[probe.Id]], witnesses))];
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
            ? $"nothing arrives at {probe.Destination} {probe.Protocol.Name()} {probe.Port} ({probe.Family}), not even what must: blocked and unreachable look the same"
            : observation.Evidence;
        return new ProbeResult(probe, kind, observation.Outcome, evidence);
    }

    private static (ProbeEnd Destination, IpFamily Family, Protocol Protocol, int Port) TargetOf(Probe probe) =>
        (probe.Destination, probe.Family, probe.Protocol, probe.Port);
}

using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Judging;

/// <summary>Reads the verdict off what is known of each probe.</summary>
internal static class Verdicts
{
    public static EnforcementVerdict Of(ProbePlan plan, ImmutableArray<Standing> standings)
    {
        if (standings.Any(standing => standing.IsFlaky))
        {
            return EnforcementVerdict.Partial;
        }

        if (standings.Any(standing => standing.Kind == ResultKind.Wrong))
        {
            return ShowsTheChange(standings) ? EnforcementVerdict.Partial : EnforcementVerdict.NotEnforced;
        }

        // What arrives would arrive without any policy too: only what is blocked proves that there is one.
        return standings.All(standing => standing.Last is { IsProof: true }) && standings.Any(Blocks)
            && !plan.Unprobed.Any(item => item.IsGap)
            ? EnforcementVerdict.Enforced
            : EnforcementVerdict.Inconclusive;
    }

    // Something is blocked that was not before; or something opened, in a network that blocks at all.
    private static bool ShowsTheChange(ImmutableArray<Standing> standings) =>
        standings.Any(standing => Blocks(standing) && standing.Probe.Role == ProbeRole.MustBeBlocked)
        || (standings.Any(Blocks) && standings.Any(standing => standing is { Kind: ResultKind.Right, Probe.Role: ProbeRole.MustBeOpen }));

    private static bool Blocks(Standing standing) =>
        standing is { Kind: ResultKind.Right, Probe.Expectation: Expectation.BeBlocked };
}

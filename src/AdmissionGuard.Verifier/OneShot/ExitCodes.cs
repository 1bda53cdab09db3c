using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Verifier.OneShot;

/// <summary>What a command that proves something ends with.</summary>
internal static class ExitCodes
{
    /// <summary>0: enforced; 1: not, or in part; 3: inconclusive. 2 is bad usage and bad input.</summary>
    public static int Of(EnforcementVerdict verdict) => verdict switch
    {
        EnforcementVerdict.Enforced => 0,
        EnforcementVerdict.Inconclusive => 3,
        _ => 1,
    };
}

namespace AdmissionGuard.Enforcement.Judging;

/// <summary>Whether a change is enforced, as far as probes tell.</summary>
public enum EnforcementVerdict
{
    /// <summary>It cannot be told, for reasons that are given.</summary>
    Inconclusive,

    /// <summary>The network does not do what the change says.</summary>
    NotEnforced,

    /// <summary>The network does it in part, or not always.</summary>
    Partial,

    /// <summary>The network does what policies say of everything that was probed.</summary>
    Enforced,
}

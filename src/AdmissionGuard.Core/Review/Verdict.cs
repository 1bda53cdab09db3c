namespace AdmissionGuard.Core.Review;

/// <summary>What becomes of a finding, and, as the strongest of its findings, of a change. Ascending in strength.</summary>
public enum Verdict
{
    /// <summary>Nothing to say.</summary>
    Allow,

    /// <summary>Recorded, not spoken.</summary>
    Audit,

    /// <summary>Allowed, and the author is told.</summary>
    Warn,

    /// <summary>Rejected.</summary>
    Deny,
}

/// <summary>How verdicts are written.</summary>
public static class Verdicts
{
    /// <summary><c>allow</c>, <c>audit</c>, <c>warn</c> or <c>deny</c>.</summary>
    public static string Name(this Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allow",
        Verdict.Audit => "audit",
        Verdict.Warn => "warn",
        Verdict.Deny => "deny",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary>The weaker of two.</summary>
    public static Verdict AtMost(this Verdict verdict, Verdict cap) => verdict < cap ? verdict : cap;
}

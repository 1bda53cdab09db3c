namespace AdmissionGuard.Verifier.Jobs;

/// <summary>What the objects of a run are known by.</summary>
internal static class JobObjects
{
    /// <summary>The label of everything that a run has made; its value tells one run from another.</summary>
    public const string RunLabel = "admission-guard.io/probe-run";

    /// <summary>The annotation of a stand-in: <c>namespace/name</c> of the pod that it stands for.</summary>
    public const string StandsFor = "admission-guard.io/stands-for";

    /// <summary>The annotation of a run's Lease: when whatever it controls is of no more use (RFC 3339).</summary>
    public const string Expires = "admission-guard.io/expires";
}

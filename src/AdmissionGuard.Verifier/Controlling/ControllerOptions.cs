using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Kubernetes.Electing;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>How a controller works.</summary>
internal sealed record ControllerOptions
{
    /// <summary>The companion's own namespace, where NodeProbes and the lease are.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name, which no other replica has: the pod's.</summary>
    public required string Identity { get; init; }

    /// <summary>How much is probed.</summary>
    public PlanOptions Plan { get; init; } = PlanOptions.Default;

    /// <summary>How long it is watched whether a change is enforced.</summary>
    public TrialOptions Trial { get; init; } = TrialOptions.Default;

    /// <summary>How many policies are checked at once.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>How what was admitted is reviewed once more; null: it is not.</summary>
    public ReviewOptions? Review { get; init; } = new();

    /// <summary>How the leader is elected.</summary>
    public ElectionTimes Election { get; init; } = new();
}

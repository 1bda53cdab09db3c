using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>What all checks of a controller have in common.</summary>
internal sealed record CheckParts
{
    /// <summary>How many policies are checked at once: each costs some writes a second.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>How long a change waits when a check of its policy has not ended yet.</summary>
    public TimeSpan Breath { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long until a check that the API server would not have is begun again.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a receipt is kept after its policy is gone.</summary>
    public TimeSpan KeptAfterPolicy { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A policy as the cluster last told of it; null when there is none.</summary>
    public required Func<ObjectKey, NetworkPolicy?> Current { get; init; }

    /// <summary>A name for a run that no other has: small letters and digits.</summary>
    public required Func<string> NewRun { get; init; }

    /// <summary>Told in one line what an operator may want to know.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}

using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>What a job proves, and how long it takes for it.</summary>
internal sealed record JobOptions
{
    /// <summary>The stored policies.</summary>
    public required ImmutableArray<ObjectKey> Policies { get; init; }

    /// <summary>The pod that it runs in; null outside of a cluster.</summary>
    public ObjectKey? OwnPod { get; init; }

    /// <summary>The image of stand-ins; null for that of its own pod.</summary>
    public string? Image { get; init; }

    /// <summary>How much is probed: each pod of the plan is a pod or two that are made.</summary>
    public PlanOptions Plan { get; init; } = PlanOptions.Default with { ByStandIns = true, MostProbes = 32, MostSubjects = 4, MostOfAKind = 2 };

    /// <summary>How long it is watched. The stand-ins set the pace, so that there are no pauses.</summary>
    public TrialOptions Trial { get; init; } = TrialOptions.Default with
    {
        // A CNI needs some seconds until what it knows of a new pod is in force on every node.
        Settle = TimeSpan.FromSeconds(15),
        FirstPause = TimeSpan.Zero,
        LongestPause = TimeSpan.Zero,
        ConfirmingPause = TimeSpan.Zero,
    };

    /// <summary>How long stand-ins may take to start, images included.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often stand-ins try.</summary>
    public JobPace Pace { get; init; } = new();

    /// <summary>
    /// After that a stand-in is of no more use: both halves have been started and the trial has ended, late as it may be.
    /// </summary>
    public TimeSpan Lifetime => Start + Start + Trial.Timeout + Trial.Confirmation + Trial.Settle + Trial.RoundTimeout + Trial.RoundTimeout;
}

/// <summary>How often stand-ins try, and for how long they are waited for.</summary>
internal sealed record JobPace
{
    /// <summary>How often, and how long.</summary>
    public ConnectPace Connect { get; init; } = new(TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(1.5));

    /// <summary>How often a listener says that it is alive.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>By how much more recent a listener's word must be than what it is to have told of.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a word is waited for: two rounds, and what a kubelet may need to pass it on.</summary>
    public TimeSpan RoundPatience { get; init; } = TimeSpan.FromSeconds(8);
}

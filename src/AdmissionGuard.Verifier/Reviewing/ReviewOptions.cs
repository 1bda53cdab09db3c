using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>How what was admitted is reviewed once more.</summary>
internal sealed record ReviewOptions
{
    /// <summary>What the webhook was told: the same actions, modes and disclosure hold afterwards.</summary>
    public WebhookConfiguration Configuration { get; init; } = WebhookConfiguration.Default;

    /// <summary>How long other policies have time to make up for what a change took.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A change is reviewed when its policy has been left alone for so long: what belongs together is applied within seconds.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Or when it is as old as this, however often the policy changes.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often all policies are compared with what was last reviewed.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After how long it is tried again when the API server would not have something.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often what was reviewed is written down at most.</summary>
    public TimeSpan Saving { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is looked whether anything is due.</summary>
    public TimeSpan Pulse { get; init; } = TimeSpan.FromSeconds(1);
}

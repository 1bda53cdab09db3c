using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>A rule: what it finds, what becomes of it, and one pure function that looks.</summary>
public sealed record Rule
{
    internal Rule(Func<RuleContext, IEnumerable<Detection>> look) => Look = look;

    /// <summary>Its name for configuration, acknowledgements and metrics: kebab-case, never renamed and never used again.</summary>
    public required string Id { get; init; }

    /// <summary>What it finds, in one sentence.</summary>
    public required string Finds { get; init; }

    /// <summary>Why that matters to somebody who has not met it before, and when the rule stays silent.</summary>
    public required string Why { get; init; }

    /// <summary>What to do, in the imperative.</summary>
    public required string Remediation { get; init; }

    /// <summary>What becomes of its findings unless the configuration says otherwise.</summary>
    public required RuleActions Actions { get; init; }

    /// <summary>In which cases a finding is weaker than <see cref="Actions"/> says; empty when never.</summary>
    public string Exceptions { get; init; } = "";

    /// <summary>Another policy can make good what it finds, because policies add up.</summary>
    public bool IsCurable { get; init; }

    /// <summary>It speaks of what a change takes or gives, and so has nothing to say of a policy that is stored and stays.</summary>
    public bool IsAboutChange { get; init; }

    /// <summary>Looks at one change.</summary>
    internal Func<RuleContext, IEnumerable<Detection>> Look { get; }
}

/// <summary>What a rule has found.</summary>
/// <param name="Message">What happens and to whom: one line, quoted as kubectl does, without the field and the remedy.</param>
/// <param name="Field">The field that has to change: <c>spec.ingress[0].from[1]</c>.</param>
internal sealed record Detection(string Message, string Field)
{
    /// <summary>The strongest that may become of it.</summary>
    public Verdict Cap { get; init; } = Verdict.Deny;

    /// <summary>
    /// What makes two detections of a rule the same flaw in the old and the new version of a policy, wherever it stands there, and in both
    /// readings of ipBlock; null when the rule finds one thing at most and it is about the change itself.
    /// </summary>
    public string? Flaw { get; init; }

    /// <summary>
    /// The pods that it is about, when these can differ between the readings of ipBlock; null when they cannot.
    /// </summary>
    public PodClassSet? Subjects { get; init; }

    /// <summary>The remedy, where it can be said more exactly than the rule does.</summary>
    public string? Remediation { get; init; }

    /// <summary>Works out how the policy would have to be, where that can be told; still to be proven.</summary>
    public Func<Fix?>? Fix { get; init; }
}

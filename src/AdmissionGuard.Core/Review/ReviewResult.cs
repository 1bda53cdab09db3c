using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Sequencing;

namespace AdmissionGuard.Core.Review;

/// <summary>What is said of one policy's change.</summary>
public sealed class PolicyReview
{
    private readonly Lazy<ConnectionEffect> _effect;
    private readonly Func<EffectSize> _measure;

    /// <summary>A review with findings in order, and functions that list and count the effect when they are asked.</summary>
    public PolicyReview(
        ObjectKey policy, Operation operation, ImmutableArray<Finding> findings, Func<ConnectionEffect> effect, Func<EffectSize> measure)
    {
        (Policy, Operation, Findings, _measure) = (policy, operation, findings, measure);
        _effect = new Lazy<ConnectionEffect>(effect);
    }

    /// <summary>Namespace and name.</summary>
    public ObjectKey Policy { get; }

    /// <summary>What is done to it.</summary>
    public Operation Operation { get; }

    /// <summary>The findings, the strongest first, then in the order of the catalogue.</summary>
    public ImmutableArray<Finding> Findings { get; }

    /// <summary>The strongest action of the findings.</summary>
    public Verdict Verdict => Findings.IsEmpty ? Verdict.Allow : Findings.Max(finding => finding.Action);

    /// <summary>
    /// What this policy alone takes and gives, with all others as they will be; listed when it is first asked for, because a verdict does
    /// not need the list and the list can be long.
    /// </summary>
    public ConnectionEffect Effect => _effect.Value;

    /// <summary>Counts what <see cref="Effect"/> would list, which costs much less. As long as nothing changes the index.</summary>
    public EffectSize Measure() => _measure();
}

/// <summary>What is said of a set of changes that belong together.</summary>
/// <param name="Verdict">The strongest verdict.</param>
/// <param name="Notes">What the reader should know about the judgement itself.</param>
/// <param name="Effect">What all changes together take and give.</param>
/// <param name="Reviews">A review for each policy, by namespace and name.</param>
public sealed record ChangeSetReview(
    Verdict Verdict, ImmutableArray<string> Notes, ConnectionEffect Effect, ImmutableArray<PolicyReview> Reviews)
{
    /// <summary>In which order to make the changes.</summary>
    public ApplyOrder Order { get; init; } = ApplyOrder.Any;

    /// <summary>What the webhook would reject on the way.</summary>
    public GitOpsForecast GitOps { get; init; } = GitOpsForecast.Smooth;
}

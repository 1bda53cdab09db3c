using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>What becomes of a rule's findings, by operation; null: the rule is not asked.</summary>
/// <param name="Create">On CREATE.</param>
/// <param name="Update">On UPDATE.</param>
/// <param name="Delete">On DELETE.</param>
public sealed record RuleActions(Verdict? Create, Verdict? Update, Verdict? Delete)
{
    /// <summary>The action for an operation.</summary>
    public Verdict? For(Operation operation) => operation switch
    {
        Operation.Create => Create,
        Operation.Update => Update,
        Operation.Delete => Delete,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };
}

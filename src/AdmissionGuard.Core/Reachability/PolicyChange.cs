using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>One policy before and after a change.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Before">The policy before; null when it is created.</param>
/// <param name="After">The policy after; null when it is deleted.</param>
public sealed record PolicyChange(ObjectKey Key, NetworkPolicy? Before, NetworkPolicy? After)
{
    /// <summary>Whether the change leaves a direction as it was for every pod that both versions select.</summary>
    internal bool IsSameIn(Direction direction) =>
        Before is not null && After is not null && Before.Spec.Isolates(direction) == After.Spec.Isolates(direction)
        && Before.Spec.Rules(direction).AsSpan().SequenceEqual(After.Spec.Rules(direction).AsSpan());
}

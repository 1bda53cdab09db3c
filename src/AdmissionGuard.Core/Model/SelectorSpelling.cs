using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>
/// How a selector is written: <c>app=web</c> can be a matchLabel or an expression, and expressions and values have an order that means nothing.
/// </summary>
/// <param name="MatchLabels">What stands under <c>matchLabels</c>.</param>
/// <param name="MatchExpressions">What stands under <c>matchExpressions</c>, with values in the order in which they are written.</param>
public sealed record SelectorSpelling(ImmutableArray<LabelRequirement> MatchLabels, ImmutableArray<LabelRequirement> MatchExpressions)
{
    /// <summary>The usual way: what says <c>key=value</c> as matchLabels, and all else as matchExpressions, sorted.</summary>
    public static SelectorSpelling Usual(LabelSelector selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        var labels = selector.Requirements.Where(requirement => requirement is { Operator: LabelOperator.In, Values.Length: 1 })
            .DistinctBy(requirement => requirement.Key, StringComparer.Ordinal).ToImmutableArray();
        return new SelectorSpelling(labels, selector.Requirements.RemoveRange(labels));
    }

    /// <inheritdoc/>
    public bool Equals(SelectorSpelling? other) => other is not null
        && MatchLabels.ToHashSet().SetEquals(other.MatchLabels) && MatchExpressions.AsSpan().SequenceEqual(other.MatchExpressions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MatchLabels.Length, MatchExpressions.Length);
}

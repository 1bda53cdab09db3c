using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>The operators of <c>matchExpressions</c>.</summary>
public enum LabelOperator
{
    /// <summary>The label exists and its value is one of the values.</summary>
    In,

    /// <summary>The label does not exist, or its value is none of the values.</summary>
    NotIn,

    /// <summary>The label exists.</summary>
    Exists,

    /// <summary>The label does not exist.</summary>
    DoesNotExist,
}

/// <summary>One requirement of a selector (LabelSelectorRequirement).</summary>
/// <param name="Key">The label's key.</param>
/// <param name="Operator">What is required of it.</param>
/// <param name="Values">The values of In and NotIn, sorted and distinct; empty for the others.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>Whether labels meet this requirement.</summary>
    public bool Matches(Labels labels) => Operator switch
    {
        LabelOperator.In => labels.TryGetValue(Key, out var value) && Values.Contains(value, StringComparer.Ordinal),
        // NotIn also selects what has no such label at all.
        LabelOperator.NotIn => !labels.TryGetValue(Key, out var value) || !Values.Contains(value, StringComparer.Ordinal),
        LabelOperator.Exists => labels.TryGetValue(Key, out _),
        LabelOperator.DoesNotExist => !labels.TryGetValue(Key, out _),
        _ => throw new InvalidOperationException($"no such operator: {Operator}"),
    };

    /// <inheritdoc/>
    public bool Equals(LabelRequirement? other) =>
        other is not null && Key == other.Key && Operator == other.Operator && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Operator, Values.Length);

    /// <summary>As kubectl prints it: <c>app=web</c>, <c>tier in (a,b)</c>, <c>tier notin (a)</c>, <c>tier</c>, <c>!tier</c>.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.In when Values.Length == 1 => $"{Key}={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        _ => throw new InvalidOperationException($"no such operator: {Operator}"),
    };
}

/// <summary>
/// A label selector (metav1.LabelSelector) in normal form: matchLabels and matchExpressions as one list of requirements, all of which
/// must hold, sorted and without repetitions. Two selectors are equal when their normal forms are.
/// </summary>
public sealed class LabelSelector : IEquatable<LabelSelector>
{
    private readonly SelectorSpelling? _spelling;

    private LabelSelector(ImmutableArray<LabelRequirement> requirements, SelectorSpelling? spelling = null) =>
        (Requirements, _spelling) = (requirements, spelling);

    /// <summary>The selector <c>{}</c>, which matches everything.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>The requirements, sorted by their text.</summary>
    public ImmutableArray<LabelRequirement> Requirements { get; }

    /// <summary>How it is written, which makes no other selector of it.</summary>
    public SelectorSpelling Spelling => _spelling ?? SelectorSpelling.Usual(this);

    /// <summary>Whether the selector has no requirement and so matches everything.</summary>
    public bool IsEmpty => Requirements.IsEmpty;

    /// <summary>A selector of requirements in any order, with values in any order.</summary>
    public static LabelSelector From(IEnumerable<LabelRequirement> requirements)
    {
        ImmutableArray<LabelRequirement> normal =
        [
            .. requirements
                .Select(r => r with { Values = [.. r.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] })
                .Distinct()
                .OrderBy(r => r.ToString(), StringComparer.Ordinal),
        ];
        return normal.IsEmpty ? Everything : new LabelSelector(normal);
    }

    /// <summary>A selector that remembers how it is written, where that is not the usual way.</summary>
    public static LabelSelector Written(SelectorSpelling spelling)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        var selector = From([.. spelling.MatchLabels, .. spelling.MatchExpressions]);
        return spelling.MatchExpressions.IsEmpty || spelling == SelectorSpelling.Usual(selector) ? selector : new LabelSelector(selector.Requirements, spelling);
    }

    /// <summary>A selector of <c>matchLabels</c> alone.</summary>
    public static LabelSelector MatchLabels(params (string Key, string Value)[] labels) =>
        From(labels.Select(label => new LabelRequirement(label.Key, LabelOperator.In, [label.Value])));

    /// <summary>Whether labels meet every requirement.</summary>
    public bool Matches(Labels labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSelector? other) =>
        ReferenceEquals(this, other) || (other is not null && Requirements.AsSpan().SequenceEqual(other.Requirements.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSelector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var requirement in Requirements)
        {
            hash.Add(requirement);
        }

        return hash.ToHashCode();
    }

    /// <summary>As kubectl prints selectors: <c>app=web,tier in (a,b)</c>; the empty selector is <c>{}</c>.</summary>
    public override string ToString() => IsEmpty ? "{}" : string.Join(',', Requirements);
}

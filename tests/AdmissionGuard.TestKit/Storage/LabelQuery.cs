using System.Text.RegularExpressions;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>A label selector as queries write it: <c>a=b,c!=d,e in (x,y),f notin (z),g,!h</c>.</summary>
public sealed partial class LabelQuery
{
    private readonly IReadOnlyList<Term> _terms;

    private LabelQuery(IReadOnlyList<Term> terms) => _terms = terms;

    /// <summary>Whether it selects everything.</summary>
    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static LabelQuery Parse(string text) =>
        new([.. CommasOutsideParentheses().Split(text).Select(part => part.Trim()).Where(part => part.Length > 0).Select(ParseTerm)]);

    /// <summary>Whether labels satisfy every term.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => _terms.All(term => term.Matches(labels));

    private static Term ParseTerm(string text)
    {
        if (SetTerm().Match(text) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',').Select(value => value.Trim());
            return new(set.Groups["key"].Value, set.Groups["not"].Success, [.. values]);
        }

        if (EqualityTerm().Match(text) is { Success: true } equality)
        {
            return new(equality.Groups["key"].Value, equality.Groups["not"].Success, [equality.Groups["value"].Value]);
        }

        return ExistenceTerm().Match(text) is { Success: true } existence
            ? new(existence.Groups["key"].Value, existence.Groups["not"].Success, null)
            : throw new FormatException($"unable to parse requirement: found '{text}', expected: a label selector");
    }

    [GeneratedRegex(@",(?![^(]*\))", RegexOptions.None, 1000)]
    private static partial Regex CommasOutsideParentheses();

    [GeneratedRegex(@"^(?<key>[A-Za-z0-9./_-]+)\s+(?<not>not)?in\s*\((?<values>[^)]*)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SetTerm();

    [GeneratedRegex(@"^(?<key>[A-Za-z0-9./_-]+)\s*((?<not>!=)|==?)\s*(?<value>[A-Za-z0-9._-]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EqualityTerm();

    [GeneratedRegex(@"^(?<not>!)?\s*(?<key>[A-Za-z0-9./_-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExistenceTerm();

    // Without values: whether the label exists at all.
    private sealed record Term(string Key, bool Not, IReadOnlyList<string>? Values)
    {
        public bool Matches(IReadOnlyDictionary<string, string> labels) =>
            (labels.TryGetValue(Key, out var value) && (Values is null || Values.Contains(value, StringComparer.Ordinal))) != Not;
    }
}

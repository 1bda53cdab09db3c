using System.Diagnostics.CodeAnalysis;

namespace AdmissionGuard.Core.Model;

/// <summary>The labels of an object: pairs in ordinal order of their keys, compared by content.</summary>
public sealed class Labels : IEquatable<Labels>
{
    private readonly KeyValuePair<string, string>[] _pairs;
    private readonly int _hash;

    private Labels(KeyValuePair<string, string>[] pairs)
    {
        _pairs = pairs;
        var hash = new HashCode();
        foreach (var (key, value) in pairs)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>No labels.</summary>
    public static Labels Empty { get; } = new([]);

    /// <summary>The pairs, in ordinal order of their keys.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>How many labels there are.</summary>
    public int Count => _pairs.Length;

    /// <summary>Labels from pairs in any order; of a repeated key the last one counts.</summary>
    public static Labels From(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            sorted[key] = value;
        }

        return sorted.Count == 0 ? Empty : new Labels([.. sorted]);
    }

    /// <summary>Labels from <c>(key, value)</c> pairs.</summary>
    public static Labels Of(params (string Key, string Value)[] pairs) =>
        From(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    /// <summary>The value of <paramref name="key"/>; false when there is no such label.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        // Objects carry a handful of labels: looking at each is faster than hashing.
        foreach (var pair in _pairs)
        {
            if (string.Equals(pair.Key, key, StringComparison.Ordinal))
            {
                value = pair.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>These labels and one more, which replaces another of the same key.</summary>
    public Labels With(string key, string value) => From([.. _pairs, KeyValuePair.Create(key, value)]);

    /// <inheritdoc/>
    public bool Equals(Labels? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || _hash != other._hash || _pairs.Length != other._pairs.Length)
        {
            return false;
        }

        for (var i = 0; i < _pairs.Length; i++)
        {
            if (_pairs[i].Key != other._pairs[i].Key || _pairs[i].Value != other._pairs[i].Value)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>As kubectl prints labels: <c>app=web,tier=front</c>.</summary>
    public override string ToString() => string.Join(',', _pairs.Select(pair => $"{pair.Key}={pair.Value}"));
}

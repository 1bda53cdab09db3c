namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>One instance of each string: the same keys and labels come thousands of times. Not for several threads at once.</summary>
internal sealed class StringPool
{
    // Longer strings (annotations, scripts) hardly ever repeat.
    private const int MaxLength = 128;

    private readonly HashSet<string> _strings = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _spans;

    /// <summary>Room for a string that is to be looked up.</summary>
    public char[] Buffer { get; } = new char[256];

    public StringPool() => _spans = _strings.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Of(string text)
    {
        if (text.Length > MaxLength)
        {
            return text;
        }

        if (_strings.TryGetValue(text, out var pooled))
        {
            return pooled;
        }

        _strings.Add(text);
        return text;
    }

    public string Of(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
        {
            return text.ToString();
        }

        if (_spans.TryGetValue(text, out var pooled))
        {
            return pooled;
        }

        var added = text.ToString();
        _strings.Add(added);
        return added;
    }
}

using System.Text.Json;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>One instance of each string: the same keys and labels come thousands of times. Not for several threads at once.</summary>
internal sealed class StringPool
{
    // Longer strings (annotations, scripts) hardly ever repeat.
    private const int MaxLength = 128;

    // The label keys and values of 10,000 workloads, and some 6 MiB at most.
    private const int Generation = 32 * 1024;

    private readonly RecentValues<string> _strings = new(Generation, StringComparer.Ordinal);

    /// <summary>Room for a string that is to be looked up.</summary>
    public char[] Buffer { get; } = new char[256];

    /// <summary>How many strings are held.</summary>
    public int Count => _strings.Count;

    public string Of(string text) => text.Length > MaxLength ? text : _strings.Share(text);

    public string Of(ReadOnlySpan<char> text) =>
        text.Length > MaxLength ? text.ToString() : _strings.Share(text, static span => span.ToString());

    /// <summary>The string or name that a reader stands at; null where it stands at null.</summary>
    /// <exception cref="InvalidOperationException">It stands at neither, or the string has half of a surrogate pair.</exception>
    public string? Of(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null || reader.ValueSpan.Length > Buffer.Length)
        {
            return reader.GetString();
        }

        return Of(Buffer.AsSpan(0, reader.CopyString(Buffer)));
    }
}

using System.Text;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>
/// The <c>Warning</c> headers of one answer, with the API server's limits: as soon as all texts together exceed 4,096 characters each is
/// cut to 256, and none is added once 4,096 are reached. A text with a control character vanishes, and so does a repetition.
/// </summary>
public sealed class WarningHeaders
{
    private const int Total = 4 * 1024;
    private const int Each = 256;

    private readonly List<string> _texts = [];
    private List<string> _headers = [];
    private int _written;
    private bool _isTruncating;

    /// <summary>The headers' values, in order.</summary>
    public IReadOnlyList<string> Values => _headers;

    /// <summary>Adds a warning.</summary>
    public void Add(string text)
    {
        if (text.Length == 0 || _texts.Contains(text, StringComparer.Ordinal) || (_isTruncating && _written >= Total))
        {
            return;
        }

        _texts.Add(text);
        if (_isTruncating || _written + Length(text) <= Total || !IsPrintable(text))
        {
            Write(text);
            return;
        }

        _isTruncating = true;
        _written = 0;
        _headers = [];
        foreach (var earlier in _texts.TakeWhile(_ => _written < Total))
        {
            Write(earlier);
        }
    }

    private void Write(string text)
    {
        if (IsPrintable(text))
        {
            var shown = _isTruncating ? string.Concat(text.EnumerateRunes().Take(Each).Select(rune => rune.ToString())) : text;
            _written += Length(shown);
            _headers.Add($"299 - \"{Escape(shown)}\"");
        }
    }

    private static bool IsPrintable(string text) => !text.Any(char.IsControl);

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static string Escape(string text) => new StringBuilder(text).Replace("\\", "\\\\").Replace("\"", "\\\"").ToString();
}

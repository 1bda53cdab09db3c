using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Lines of text of limited length.</summary>
internal static class Lines
{
    private const string Ellipsis = "...";

    /// <summary>
    /// A line that passes unharmed through the tools that show it, at most so long: cut behind a word, with dots. What follows <c>is</c> or
    /// <c>map</c> at a cut is gone, so that cutting makes no new harm.
    /// </summary>
    public static string Fit(string text, int length)
    {
        var plain = Wording.Plain(text).Trim();
        if (plain.Length <= length)
        {
            return plain;
        }

        if (length <= Ellipsis.Length)
        {
            return "";
        }

        var room = length - Ellipsis.Length;
        var end = plain.LastIndexOf(' ', room);
        // Names may be long, and a name that is cut says more than none.
        end = end > room / 2 ? end : room;
        return $"{plain[..(char.IsHighSurrogate(plain[end - 1]) ? end - 1 : end)].TrimEnd()}{Ellipsis}";
    }
}

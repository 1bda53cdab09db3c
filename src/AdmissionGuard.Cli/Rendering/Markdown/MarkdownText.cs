using System.Text;

namespace AdmissionGuard.Cli.Rendering.Markdown;

/// <summary>
/// Text that stays text in Markdown as GitHub and GitLab render it. Ordinary words are left as they are; every other word, such as a
/// workload's name, becomes code, in which neither markup nor mentions, references and addresses mean anything.
/// </summary>
internal static class MarkdownText
{
    private const string Leading = "\"'(";
    private const string Trailing = "\"'),.;:";

    /// <summary>One line of prose.</summary>
    public static string Prose(string text) => string.Join(' ', text.Split(' ').Select(Word));

    /// <summary>A text as code, whatever is in it.</summary>
    public static string Code(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        var fence = new string('`', LongestRun(line) + 1);

        // CommonMark: one space is taken off both sides where both have one, and keeps backticks away from the fence.
        return line.Length == 0 ? "" : fence.Length > 1 || line[0] == ' ' ? $"{fence} {line} {fence}" : $"{fence}{line}{fence}";
    }

    /// <summary>Code in a cell of a table, where a bar ends the cell even in code.</summary>
    public static string Cell(string text) => Code(text).Replace("|", @"\|", StringComparison.Ordinal);

    /// <summary>Code in HTML, where Markdown's own does not work.</summary>
    public static string Html(string text)
    {
        var html = new StringBuilder("<code>");
        foreach (var c in text)
        {
            html.Append(c switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", '"' => "&quot;", _ => char.IsControl(c) ? " " : c });
        }

        return html.Append("</code>").ToString();
    }

    /// <summary>Lines as a block of code.</summary>
    /// <param name="language">What colours it.</param>
    /// <param name="lines">The lines.</param>
    public static string Block(string language, IReadOnlyList<string> lines)
    {
        var fence = new string('`', Math.Max(3, lines.Max(LongestRun) + 1));
        return $"{fence}{language}\n{string.Join('\n', lines)}\n{fence}\n";
    }

    private static string Word(string word)
    {
        var start = word.Length - word.TrimStart(Leading.ToCharArray()).Length;
        var end = word.TrimEnd(Trailing.ToCharArray()).Length;
        if (end <= start)
        {
            return word.All(c => (Leading + Trailing).Contains(c, StringComparison.Ordinal)) ? word : Code(word);
        }

        var core = word[start..end];
        return core.All(IsPlain) ? word : $"{word[..start]}{Code(core)}{word[end..]}";
    }

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '-' or '\'' or '→' or '–';

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}

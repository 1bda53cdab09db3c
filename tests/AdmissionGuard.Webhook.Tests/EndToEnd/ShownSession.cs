using System.Text;
using System.Text.RegularExpressions;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>A session in a page: a fenced block of commands after <c>$ </c>, each with what it prints.</summary>
internal static partial class ShownSession
{
    /// <summary>Runs the commands of the one session that begins with some words, and compares what they print with what is shown.</summary>
    /// <param name="pageName">The page, from the root of the repository.</param>
    /// <param name="beginning">How the first command begins.</param>
    /// <param name="run">Runs a command.</param>
    public static async Task HoldsAsync(string pageName, string beginning, Func<string, Task<(int ExitCode, string Printed)>> run)
    {
        var page = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, pageName), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var session = Session().Matches(page).Select(match => match.Groups["body"])
            .Single(body => body.Value.StartsWith($"$ {beginning}", StringComparison.Ordinal));
        var replayed = new StringBuilder();
        var exitCode = 0;
        foreach (var line in session.Value.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)))
        {
            (exitCode, var printed) = line == "$ echo $?" ? (0, $"{exitCode}\n") : await run(line[2..]);
            replayed.Append(line).Append('\n').Append(printed);
        }

        Repository.Holds(pageName, $"{page[..session.Index]}{replayed}{page[(session.Index + session.Length)..]}");
    }

    /// <summary>The words of a command, written as in a shell; single quotes hold words together.</summary>
    public static IEnumerable<string> Words(string command) => command.Split('\'')
        .SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```console\n(?<body>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Session();
}

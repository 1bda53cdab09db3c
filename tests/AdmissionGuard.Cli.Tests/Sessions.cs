using System.Text;

namespace AdmissionGuard.Cli.Tests;

/// <summary>
/// The sessions in a Markdown file: fenced blocks that begin with <c>$ admission-guard …</c> or <c>$ dotnet run …</c> and go on with what
/// that prints. <c>$ echo $?</c> prints the exit code.
/// </summary>
internal static class Sessions
{
    private const string Fence = "```";
    private const string Prompt = "$ ";
    private static readonly string[] Programs = ["admission-guard ", "dotnet run --project src/AdmissionGuard.Cli -- "];

    /// <summary>How many sessions there are.</summary>
    public static int Count(string markdown) => Blocks(markdown).Count(IsSession);

    /// <summary>The file with what the program prints now.</summary>
    public static string Replay(string markdown)
    {
        var replayed = new StringBuilder();
        foreach (var block in Blocks(markdown))
        {
            if (IsSession(block))
            {
                Replay(block, replayed);
            }
            else
            {
                foreach (var line in block)
                {
                    replayed.Append(line).Append('\n');
                }
            }
        }

        return replayed.ToString();
    }

    private static void Replay(List<string> block, StringBuilder replayed)
    {
        replayed.Append(block[0]).Append('\n');
        var exitCode = 0;
        foreach (var line in block.Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)))
        {
            replayed.Append(line).Append('\n');
            if (line == "$ echo $?")
            {
                replayed.Append(exitCode).Append('\n');
            }
            else
            {
                (exitCode, var printed) = Repository.Run([.. Arguments(line)]);
                replayed.Append(printed);
            }
        }

        replayed.Append(Fence).Append('\n');
    }

    // Each fenced block with its fences, and the lines between two of them.
    private static IEnumerable<List<string>> Blocks(string markdown)
    {
        var block = new List<string>();
        var fenced = false;
        foreach (var line in markdown.TrimEnd('\n').Split('\n'))
        {
            var isFence = line.StartsWith(Fence, StringComparison.Ordinal);
            if (isFence && !fenced)
            {
                yield return block;
                block = [];
            }

            block.Add(line);
            if (isFence && fenced)
            {
                yield return block;
                block = [];
            }

            fenced ^= isFence;
        }

        yield return block;
    }

    private static bool IsSession(List<string> block) =>
        block.Count > 1 && block[0].StartsWith(Fence, StringComparison.Ordinal) && Programs.Any(program => Runs(block[1], program));

    private static bool Runs(string line, string program) => line.StartsWith(Prompt + program, StringComparison.Ordinal);

    // As a shell takes a line apart, as far as these sessions need it: spaces and single quotes.
    private static IEnumerable<string> Arguments(string line)
    {
        var program = Array.Find(Programs, program => Runs(line, program)) ?? throw new InvalidOperationException($"cannot run: {line}");
        var parts = line[(Prompt.Length + program.Length)..].Split('\'');
        return parts.SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}

using System.Text;

namespace AdmissionGuard.Cli.Tests;

/// <summary>
/// The sessions in a Markdown file: fenced blocks that begin with <c>$ admission-guard …</c> or <c>$ dotnet run …</c> and go on with what
/// that prints. <c>$ echo $?</c> prints the exit code, and <c>$ diff</c> compares two files, of which one may be in <c>corrected</c>: there the
/// sessions of a page write. What is asked of a live cluster is compared where there is one.
/// </summary>
internal static class Sessions
{
    private const string Fence = "```";
    private const string Prompt = "$ ";
    private const string Comparison = "$ diff ";
    private static readonly string[] Programs = ["admission-guard ", "dotnet run --project src/AdmissionGuard.Cli -- "];

    /// <summary>How many sessions there are.</summary>
    public static int Count(string markdown) => Blocks(markdown).Count(IsSession);

    /// <summary>The file with what the program prints now.</summary>
    public static string Replay(string markdown)
    {
        var replayed = new StringBuilder();
        using var written = new CommandRun();
        foreach (var block in Blocks(markdown))
        {
            if (IsSession(block))
            {
                Replay(block, written.At("") + "/", replayed);
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

    private static void Replay(List<string> block, string writing, StringBuilder replayed)
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
            else if (line.StartsWith(Comparison, StringComparison.Ordinal))
            {
                replayed.Append(Differences(line[Comparison.Length..].Split(' '), writing));
            }
            else
            {
                (exitCode, var printed) = Repository.Run([.. Arguments(line).Select(word => Written(word, writing))]);
                replayed.Append(printed.Replace(writing, "", StringComparison.Ordinal));
            }
        }

        replayed.Append(Fence).Append('\n');
    }

    private static string Written(string word, string writing) => word.Split('/')[0] == "corrected" ? writing + word : word;

    // Lines that one of two files of the same length has and the other has not, as diff prints them.
    private static string Differences(string[] files, string writing)
    {
        var (old, now) = (File.ReadAllLines(Repository.PathOf(files[0])), File.ReadAllLines(Written(files[1], writing)));
        Assert.Equal(old.Length, now.Length);
        return string.Concat(Enumerable.Range(0, old.Length).Where(i => old[i] != now[i]).Select(i => $"{i + 1}c{i + 1}\n< {old[i]}\n---\n> {now[i]}\n"));
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
        block.Count > 1 && block[0].StartsWith(Fence, StringComparison.Ordinal) && Programs.Any(program => Runs(block[1], program))
        && !block[1].EndsWith(" --live", StringComparison.Ordinal);

    private static bool Runs(string line, string program) => line.StartsWith(Prompt + program, StringComparison.Ordinal);

    // As a shell takes a line apart, as far as these sessions need it: spaces and single quotes.
    private static IEnumerable<string> Arguments(string line)
    {
        var program = Array.Find(Programs, program => Runs(line, program)) ?? throw new InvalidOperationException($"cannot run: {line}");
        var parts = line[(Prompt.Length + program.Length)..].Split('\'');
        return parts.SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}

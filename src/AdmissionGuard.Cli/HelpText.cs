using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using AdmissionGuard.Cli.Input;

namespace AdmissionGuard.Cli;

/// <summary><c>--help</c>: what a command does, how it is called, and examples to copy.</summary>
internal static class HelpText
{
    private const string RootExamples =
        """
        # May this change go live? The directory is one change, judged by its final state.
        kubectl get namespaces,nodes,pods,services,networkpolicies -A -o json > cluster.json
        admission-guard review --cluster cluster.json --change policies/

        # Why can these two not talk?
        admission-guard explain --cluster cluster.json --from shop/web --to shop/db --port tcp/5432
        """;

    /// <summary>Gives the commands their help.</summary>
    public static void Attach(RootCommand root, Terminal terminal)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Description = "Show help";
        option.Action = new Print(terminal);
    }

    /// <summary>Writes a command's help.</summary>
    public static void Write(Command command, TextWriter writer)
    {
        writer.WriteLine(command.Description);
        writer.WriteLine();
        writer.WriteLine($"Usage: {Usage(command)}");
        Section(writer, "Commands", command.Subcommands.Select(sub => (sub.Name, sub.Description!.Split(". ")[0].TrimEnd('.'))));
        var inherited = command.Parents.OfType<RootCommand>().SelectMany(root => root.Options).Where(option => option.Recursive);
        Section(writer, "Options", command.Options.Concat(inherited).Select(option => (Label(option), option.Description!)));
        writer.WriteLine();
        writer.WriteLine("Examples:");
        foreach (var line in Examples(command).Split('\n'))
        {
            writer.WriteLine(line.Length == 0 ? "" : $"  {line}");
        }

        if (command is RootCommand)
        {
            writer.WriteLine();
            writer.WriteLine($"Run '{CommandLine.Name} COMMAND --help' for a command's options.");
        }
    }

    private static string Usage(Command command)
    {
        if (command is RootCommand)
        {
            return $"{CommandLine.Name} COMMAND [options]";
        }

        // Deleting is a change too: either is enough for a review.
        string[] change = command.Name switch
        {
            "review" => ["{--change FILE_OR_DIR... | --delete NAMESPACE/NAME...}"],
            "verify" => ["{NAMESPACE/POLICY... | --change FILE_OR_DIR... | --delete NAMESPACE/NAME...}"],
            _ => [],
        };
        var cluster = command.Options.Any(option => option.Name == "--cluster") ? [ClusterOptions.Usage] : Array.Empty<string>();
        var required = command.Options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}");
        return string.Join(' ', command.Name == "verify"
            ? [CommandLine.Name, command.Name, .. change, .. cluster, "[options]"]
            : [CommandLine.Name, command.Name, .. cluster, .. required, .. change, "[options]"]);
    }

    private static void Section(TextWriter writer, string title, IEnumerable<(string Label, string Description)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            return;
        }

        var width = list.Max(row => row.Label.Length);
        writer.WriteLine();
        writer.WriteLine($"{title}:");
        foreach (var (label, description) in list)
        {
            writer.WriteLine($"  {label.PadRight(width)}  {description}");
        }
    }

    private static string Label(Option option)
    {
        var letter = option.Aliases.FirstOrDefault(alias => alias.Length == 2 && alias[0] == '-' && char.IsLetter(alias[1]));
        return $"{(letter is null ? "    " : letter + ", ")}{option.Name}{(option.HelpName is null ? "" : " " + option.HelpName)}";
    }

    private static string Examples(Command command) => command.Name switch
    {
        "review" => Commands.ReviewCommand.Examples,
        "connections" => Commands.ConnectionsCommand.Examples,
        "diff" => Commands.DiffCommand.Examples,
        "explain" => Commands.ExplainCommand.Examples,
        "verify" => Commands.VerifyCommand.Examples,
        "report" => Commands.ReportCommand.Examples,
        "rules" => Commands.RulesCommand.Examples,
        _ => RootExamples,
    };

    internal sealed class Print(Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var text = new StringWriter { NewLine = "\n" };
            Write(parseResult.CommandResult.Command, text);
            Rendering.Output.Text(terminal, page => page.Add(text.ToString()));
            return ExitCode.Success;
        }
    }
}

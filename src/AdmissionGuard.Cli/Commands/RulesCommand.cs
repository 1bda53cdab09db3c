using System.CommandLine;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>rules</c>: prints the catalogue.</summary>
internal static class RulesCommand
{
    public const string Examples =
        """
        # What a review can find, and what becomes of it
        admission-guard rules
        admission-guard rules -o json
        """;

    public static Command Create(Terminal terminal)
    {
        // Markdown is not in the help: it is there to generate docs/rules.md.
        var output = CommonOptions.Output(OutputFormat.Text, OutputFormat.Json, OutputFormat.Markdown);
        var command = new Command("rules", "Print the rules that changes are judged by.") { output };
        command.SetAction(result =>
        {
            switch (result.GetValue(output))
            {
                case OutputFormat.Json:
                    Output.Json(terminal, json => RulesJson.Write(json, RuleCatalog.All));
                    break;
                case OutputFormat.Markdown:
                    Output.Text(terminal, page => RulesMarkdown.Write(page, RuleCatalog.All));
                    break;
                default:
                    Output.Text(terminal, page => RulesText.Write(page, RuleCatalog.All));
                    break;
            }

            return ExitCode.Success;
        });
        return command;
    }
}

using System.Collections.Immutable;
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
        var output = CommonOptions.Output(
            Format.Text<ImmutableArray<Rule>>("text", RulesText.Write),
            Format.Json<ImmutableArray<Rule>>("json", RulesJson.Write),
            Format.Text<ImmutableArray<Rule>>("markdown", RulesMarkdown.Write) with { IsHidden = true });
        var command = new Command("rules", "Print the rules that changes are judged by.") { output };
        command.SetAction(result =>
        {
            result.GetRequiredValue(output).Print(terminal, RuleCatalog.All);
            return ExitCode.Success;
        });
        return command;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli;

/// <summary>Says in one line what is wrong with a command line, and where to read more.</summary>
internal static class UsageErrors
{
    public static string Describe(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var isRoot = command is RootCommand;
        var hint = $"run '{CommandLine.Name} {(isRoot ? "" : command.Name + " ")}--help'";
        return $"{What(result, command, isRoot)}; {hint}";
    }

    private static string What(ParseResult result, Command command, bool isRoot)
    {
        if (result.UnmatchedTokens.FirstOrDefault(IsOption) is { } unknownOption)
        {
            return Unknown(unknownOption, command);
        }

        // What is wrong with an option is often why the rest makes no sense either.
        if (result.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult) is { } ofOption)
        {
            return Plain(ofOption.Message);
        }

        if (result.UnmatchedTokens is [var unknown, ..])
        {
            return isRoot
                ? $"unknown command '{unknown}'{NearNames.Hint(unknown, command.Subcommands.Select(sub => sub.Name))}"
                : $"unexpected argument '{unknown}'";
        }

        return Plain(result.Errors[0].Message);
    }

    private static string Plain(string message)
    {
        var text = message.TrimEnd('.');
        return char.IsUpper(text[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    /// <summary>What is said of an option that does not exist.</summary>
    public static string Unknown(string option, Command command)
    {
        var name = option.Split('=')[0];
        return $"unknown option {name}{NearNames.Hint(name, command.Options.Where(known => !known.Hidden).Select(known => known.Name))}";
    }

    /// <summary>Whether a token is meant as an option; <c>-</c> alone is standard input.</summary>
    public static bool IsOption(string token) => token.Length > 1 && token[0] == '-';
}

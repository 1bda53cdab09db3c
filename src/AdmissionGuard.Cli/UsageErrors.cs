using System.CommandLine;
using AdmissionGuard.Cli.Input;

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
        if (result.UnmatchedTokens is [var unknown, ..])
        {
            if (IsOption(unknown))
            {
                return Unknown(unknown, command);
            }

            return isRoot
                ? $"unknown command '{unknown}'{NearNames.Hint(unknown, command.Subcommands.Select(sub => sub.Name))}"
                : $"unexpected argument '{unknown}'";
        }

        var message = result.Errors[0].Message.TrimEnd('.');
        return char.IsUpper(message[0]) ? char.ToLowerInvariant(message[0]) + message[1..] : message;
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

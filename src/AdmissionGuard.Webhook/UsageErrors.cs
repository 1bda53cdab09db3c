using System.CommandLine;
using System.CommandLine.Parsing;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Webhook;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static class UsageErrors
{
    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? Find(ParseResult result)
    {
        if (result.UnmatchedTokens.FirstOrDefault(IsOption) is { } unknown)
        {
            return Unknown(unknown, result.CommandResult.Command);
        }

        if (result.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult) is { } ofOption)
        {
            return Plain(ofOption.Message);
        }

        return result.UnmatchedTokens is [var extra, ..] ? $"unexpected argument '{extra}'"
            : result.Errors is [var first, ..] ? Plain(first.Message)
            : null;
    }

    /// <summary>Refuses a mistyped option where a value is expected, and an empty value.</summary>
    public static void RefuseMistakes(OptionResult result)
    {
        if (result.Tokens.FirstOrDefault(token => IsOption(token.Value)) is { } token
            && result.Parent is CommandResult { Command: var command })
        {
            var isKnown = command.Options.Any(option => option.Name == token.Value || option.Aliases.Contains(token.Value));
            result.AddError(isKnown ? $"{result.Option.Name}: the value is missing" : Unknown(token.Value, command));
        }
        else if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{result.Option.Name}: the value is empty (is a variable not set?)");
        }
    }

    private static string Unknown(string option, Command command)
    {
        var name = option.Split('=')[0];
        return $"unknown option {name}{NearNames.Hint(name, command.Options.Where(known => !known.Hidden).Select(known => known.Name))}";
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static string Plain(string message)
    {
        var text = message.TrimEnd('.');
        return char.IsUpper(text[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}

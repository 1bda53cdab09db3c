using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using AdmissionGuard.Cli.Rendering;

namespace AdmissionGuard.Cli.Input;

/// <summary>Options that several commands have, spelled and read the same in each.</summary>
internal static class CommonOptions
{
    /// <summary>An option that takes files and directories.</summary>
    public static Option<string[]> Paths(string name, string description, bool required = true)
    {
        var option = Texts(name, "FILE_OR_DIR...", description);
        option.Required = required;
        return option;
    }

    /// <summary>An option that takes one or more texts.</summary>
    public static Option<string[]> Texts(string name, string helpName, string description)
    {
        var option = new Option<string[]>(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        option.Validators.Add(RefuseMistakes);
        return option;
    }

    /// <summary>An option that takes one text.</summary>
    public static Option<string> Text(string name, string helpName, string description, params string[] aliases)
    {
        var option = new Option<string>(name, aliases) { Description = description, HelpName = helpName };
        option.Validators.Add(RefuseMistakes);
        return option;
    }

    /// <summary>How results are printed: in the first of the formats unless another is asked for.</summary>
    public static Option<Format<TResult>> Output<TResult>(params ImmutableArray<Format<TResult>> formats)
    {
        var names = formats.Where(format => !format.IsHidden).Select(format => format.Name).ToList();
        return new Option<Format<TResult>>("--output", "-o")
        {
            Description = "How to print the result",
            HelpName = string.Join('|', names),
            DefaultValueFactory = _ => formats[0],
            CustomParser = result => Parse(result, formats, names),
        };
    }

    /// <summary>The reading of ipBlock.</summary>
    public static Option<bool?> IpBlockMatchesPods(string description) => new("--ip-block-matches-pods")
    {
        Description = description,
        HelpName = "[true|false]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The reading of ipBlock where one is enough.</summary>
    public static Option<bool?> IpBlockMatchesPods() =>
        IpBlockMatchesPods("Read ipBlock as covering pod addresses too, as Calico does and Cilium does not");

    /// <summary>A switch.</summary>
    public static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    private static Format<TResult> Parse<TResult>(ArgumentResult result, ImmutableArray<Format<TResult>> formats, List<string> names)
    {
        var text = result.Tokens[0].Value;
        if (formats.FirstOrDefault(format => string.Equals(format.Name, text, StringComparison.OrdinalIgnoreCase)) is { } format)
        {
            return format;
        }

        result.AddError($"--output {text}: expected {string.Join(", ", names[..^1])} or {names[^1]}");
        return formats[0];
    }

    // A parser that takes whatever follows takes a mistyped option for a file.
    private static void RefuseMistakes(OptionResult result)
    {
        if (result.Tokens.FirstOrDefault(token => UsageErrors.IsOption(token.Value)) is { } token
            && result.Parent is CommandResult { Command: var command })
        {
            var isKnown = command.Options.Any(option => option.Name == token.Value || option.Aliases.Contains(token.Value));
            result.AddError(isKnown ? $"{result.Option.Name}: the value is missing" : UsageErrors.Unknown(token.Value, command));
        }
        else if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{result.Option.Name}: the value is empty (is a variable of your script not set?)");
        }
    }
}

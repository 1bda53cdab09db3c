using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace AdmissionGuard.Cli;

/// <summary><c>--version</c>: of this program, whoever has started it.</summary>
internal static class VersionText
{
    /// <summary>The version, as in <c>1.2.3</c>.</summary>
    public static string OfProgram { get; } =
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void Attach(RootCommand root, Terminal terminal)
    {
        var option = root.Options.OfType<VersionOption>().Single();
        option.Description = "Print the version";
        option.Action = new Print(terminal);
    }

    internal sealed class Print(Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Rendering.Output.Text(terminal, page => page.Add(CommandLine.Name).Add(" ").Line(OfProgram));
            return ExitCode.Success;
        }
    }
}

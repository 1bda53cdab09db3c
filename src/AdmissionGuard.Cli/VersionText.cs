using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace AdmissionGuard.Cli;

/// <summary><c>--version</c>: of this program, whoever has started it.</summary>
internal static class VersionText
{
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
            var version = typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            Rendering.Output.Text(terminal, page => page.Add(CommandLine.Name).Add(" ").Line(version.Split('+')[0]));
            return ExitCode.Success;
        }
    }
}

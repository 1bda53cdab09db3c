using System.CommandLine;
using AdmissionGuard.Cli.Commands;
using AdmissionGuard.Cli.Publishing;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli;

/// <summary>The whole command line: what there is to run, and what becomes of mistakes.</summary>
internal static class CommandLine
{
    public const string Name = "admission-guard";

    /// <summary>Runs one command. Whatever happens ends in an exit code and at most one line of error.</summary>
    public static int Run(string[] args, Terminal terminal)
    {
        try
        {
            return Parse(args, terminal);
        }
        catch (Exception e) when (e is UsageException or ManifestException or ConnectionException or SnapshotException or WireException
            or PublishingException)
        {
            return Fail(terminal, e.Message);
        }
        catch (UnansweredException e)
        {
            return Fail(terminal, e.Message, ExitCode.Inconclusive);
        }
        catch (IOException e) when (IsClosedPipe(e))
        {
            // `admission-guard connections … | head` has seen enough. That is no error of anybody's.
            return ExitCode.Success;
        }
        catch (IOException e)
        {
            return Fail(terminal, $"cannot write the output: {e.Message}");
        }
#pragma warning disable CA1031 // The last resort: a stack trace helps nobody who runs a command.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(terminal, $"this is a bug of {Name}, please report it with your input: {e.GetType().FullName}: {e.Message}");
        }
    }

    private static int Parse(string[] args, Terminal terminal)
    {
        var root = Root(terminal);
        if (args.Length == 0)
        {
            HelpText.Write(root, terminal.Error);
            return ExitCode.Failure;
        }

        // Paths that begin with @ are paths: no response files.
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpText.Print or VersionText.Print || result.Errors.Count == 0)
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }

        throw new UsageException(UsageErrors.Describe(result));
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Simulates NetworkPolicy changes: who can talk to whom before and after, and what breaks.")
        {
            ReviewCommand.Create(terminal),
            ConnectionsCommand.Create(terminal),
            DiffCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            ReportCommand.Create(terminal),
            RulesCommand.Create(terminal),
        };
        HelpText.Attach(root, terminal);
        VersionText.Attach(root, terminal);
        return root;
    }

    // EPIPE, and ERROR_NO_DATA and ERROR_BROKEN_PIPE on Windows.
    private static bool IsClosedPipe(IOException e) => e.HResult is 32 or unchecked((int)0x800700E8) or unchecked((int)0x8007006D);

    private static int Fail(Terminal terminal, string message, int code = ExitCode.Failure)
    {
        terminal.Error.WriteLine($"{Name}: {OneLine(message)}");
        terminal.Error.Flush();
        return code;
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

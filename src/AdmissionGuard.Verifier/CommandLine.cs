using System.CommandLine;
using System.CommandLine.Help;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Verifier.Controlling;
using AdmissionGuard.Verifier.Jobs;
using AdmissionGuard.Verifier.OneShot;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier;

/// <summary>The command line: what there is to run, and what becomes of mistakes.</summary>
internal static class CommandLine
{
    public const string Name = "admission-guard-verifier";

    // Bad usage or bad input: nothing was proven.
    private const int Failure = 2;

    // A pod that is told to end has 30 s by default, and some of it is needed to remove what was made.
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(25);

    /// <summary>Runs one command. Whatever is wrong with its input ends in one line of error.</summary>
    public static async Task<int> RunAsync(string[] args, World world, CancellationToken cancellation)
    {
        try
        {
            var root = new RootCommand("Proves on the wire whether NetworkPolicies are enforced.")
            {
                AgentCommand.Create(world),
                ControllerCommand.Create(world),
                JobCommand.Create(world),
                StandInCommand.Create(world),
            };
            var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Action is HelpAction || result.Errors.Count == 0)
            {
                await using var text = new StreamWriter(world.Output, leaveOpen: true);
                return await result.InvokeAsync(
                    new InvocationConfiguration
                    {
                        EnableDefaultExceptionHandler = false,
                        Output = text,
                        Error = world.Error,
                        ProcessTerminationTimeout = Ending,
                    },
                    cancellation);
            }

            return Fail(world, $"{Plain(result.Errors[0].Message)}; run '{Name} --help'");
        }
        catch (Exception e) when (e is ManifestException or ConnectionException or SnapshotException or WireException or UsageException)
        {
            return Fail(world, e.Message);
        }
    }

    private static int Fail(World world, string message)
    {
        world.Error.WriteLine($"{Name}: {message.ReplaceLineEndings(" ")}");
        world.Error.Flush();
        return Failure;
    }

    private static string Plain(string message)
    {
        var text = message.TrimEnd('.');
        return char.IsUpper(text[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}

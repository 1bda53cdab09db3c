using System.Text;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Cli.Tests;

/// <summary>What one run of the command line gave.</summary>
/// <param name="ExitCode">What the shell is told.</param>
/// <param name="Output">What is on standard output.</param>
/// <param name="Error">What is on standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs the real command line inside the test, in a directory of its own with the files that a test asks for.</summary>
public sealed class CommandRun : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("admission-guard-").FullName;

    /// <summary>The environment of the commands.</summary>
    internal Surroundings Surroundings { get; set; } = new(_ => null, null);

    /// <summary>What the commands probe with.</summary>
    internal IWire? Wire { get; set; }

    /// <summary>Writes a file and gives its path.</summary>
    internal string File(string name, string content)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A path in the directory.</summary>
    internal string At(string name) => Path.Combine(_directory, name);

    /// <summary>Runs a command; the directory's path is taken out of what it prints.</summary>
    internal CommandResult Run(params string[] args) => Run("", isColoured: false, args);

    internal CommandResult RunWithInput(string input, params string[] args) => Run(input, isColoured: false, args);

    internal CommandResult RunInColour(params string[] args) => Run("", isColoured: true, args);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private CommandResult Run(string input, bool isColoured, string[] args)
    {
        using var output = new MemoryStream();
        using var standardInput = new MemoryStream(Encoding.UTF8.GetBytes(input));
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = CommandLine.Run(args, new Terminal(output, error, standardInput, isColoured)
        {
            Surroundings = Surroundings,
            Directory = _directory,
            Wire = _ => Wire ?? throw new WireException("this test sends nothing"),
        });
        return new CommandResult(exitCode, Plain(Encoding.UTF8.GetString(output.ToArray())), Plain(error.ToString()));
    }

    private string Plain(string text) => text.Replace(_directory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}

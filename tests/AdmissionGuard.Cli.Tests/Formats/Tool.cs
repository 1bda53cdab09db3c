using System.Diagnostics;

namespace AdmissionGuard.Cli.Tests.Formats;

/// <summary>Programs of others that read what this one prints.</summary>
internal static class Tool
{
    /// <summary>Microsoft's SARIF validator, put there by <c>eng/sarif-multitool.sh</c>.</summary>
    public static string SarifMultitool
    {
        get
        {
            var folder = Repository.PathOf("artifacts/sarif-multitool");
            var path = Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "Sarif.Multitool", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault()
                : null;
            Assert.SkipWhen(path is null, "no SARIF validator: run eng/sarif-multitool.sh, which gets it from npm");
            return path!;
        }
    }

    /// <summary>Where <c>admission-guard</c> itself is, as it was built for these tests.</summary>
    public static string FolderOfProgram => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);

    /// <summary>A program on the PATH; without it the test is skipped.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="package">Debian's package that has it.</param>
    public static string OnPath(string name, string package)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"no {name} on the PATH: install Debian's {package}");
        return path!;
    }

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output) Run(string program, string input, params string[] arguments) =>
        Run(program, input, Repository.Root, new Dictionary<string, string>(), arguments);

    public static (int ExitCode, string Output) Run(
        string program, string input, string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}

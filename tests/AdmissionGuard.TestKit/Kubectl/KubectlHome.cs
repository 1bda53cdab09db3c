using System.Diagnostics;

namespace AdmissionGuard.TestKit.Kubectl;

/// <summary>A home folder of its own for kubectl, with a kubeconfig in it: caches of one test are not seen by another.</summary>
public sealed class KubectlHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubectl-");

    /// <summary>Makes one.</summary>
    /// <param name="kubeconfig">The file's text.</param>
    public KubectlHome(string kubeconfig)
    {
        var file = PathOf(Path.Combine(".kube", "config"));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, kubeconfig);
    }

    /// <summary>The folder, which is also where commands run.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The full path of a file in it.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">There is no kubectl.</exception>
    public Task<KubectlResult> RunAsync(CancellationToken cancellationToken, params string[] args) =>
        RunAsync("", cancellationToken, args);

    /// <summary>Runs a command to its end, with something on its standard input.</summary>
    public async Task<KubectlResult> RunAsync(string input, CancellationToken cancellationToken, params string[] args)
    {
        using var process = Start(args);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Starts a command that runs on, such as <c>get -w</c>; whoever starts it ends it.</summary>
    public Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(KubectlBinary.Path ?? throw new InvalidOperationException(KubectlBinary.Missing), args)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = Folder;
        start.Environment.Remove("KUBECONFIG");
        return Process.Start(start)!;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>What a command gave.</summary>
public sealed record KubectlResult(int ExitCode, string Output, string Error)
{
    /// <summary>Everything it printed, for failures of tests.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}{Error}";
}

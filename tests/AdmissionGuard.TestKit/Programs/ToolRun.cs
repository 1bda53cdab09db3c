using System.Diagnostics;

namespace AdmissionGuard.TestKit.Programs;

/// <summary>Runs a program of others to its end.</summary>
public static class ToolRun
{
    /// <summary>Runs it.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<(int ExitCode, string Output, string Error)> ToEndAsync(
        string program, IEnumerable<string> arguments, string input, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}

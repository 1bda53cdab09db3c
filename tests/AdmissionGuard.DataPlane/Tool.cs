using System.Diagnostics;

namespace AdmissionGuard.DataPlane;

/// <summary>Runs the system's tools.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it was given and what it said.</exception>
    public static string Run(string program, IEnumerable<string> arguments, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Result}\n{input}");
    }

    /// <summary>Runs a shell script in a process' network namespace; the first command that fails ends it.</summary>
    public static string Shell(int namespaceOf, string script) => Run("nsenter", [$"--net=/proc/{namespaceOf}/ns/net", "sh", "-e"], script);
}

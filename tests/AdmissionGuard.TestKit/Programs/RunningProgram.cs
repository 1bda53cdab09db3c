using System.Collections.Concurrent;
using System.Diagnostics;

namespace AdmissionGuard.TestKit.Programs;

/// <summary>A program in a process of its own, as it is shipped: flags, lines of text, signals, an exit code.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>What it printed so far, a line each.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts one that lies beside the tests. No cluster that this machine may know is known to it.</summary>
    /// <param name="name">Its file's name.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="args">Its arguments.</param>
    public static RunningProgram Start(string name, string folder, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), args)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("KUBECONFIG");
        start.Environment.Remove("KUBERNETES_SERVICE_HOST");
        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>Sends it a signal.</summary>
    /// <param name="name">TERM, the one to end, as kubelet sends it; or STOP and CONT, as a machine that sleeps and wakes up.</param>
    /// <exception cref="InvalidOperationException">It could not be sent.</exception>
    public void Signal(string name = "TERM")
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"process {_process.Id} could not be sent {name}");
        }
    }

    /// <summary>Ends it without a word, as a node that fails does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}

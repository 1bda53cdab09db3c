using System.Diagnostics;
using System.Text.Json.Nodes;

namespace AdmissionGuard.Load;

/// <summary>A <see cref="SyntheticServer"/> in another process.</summary>
internal sealed class SyntheticServerProcess : IDisposable
{
    private readonly Process _process;

    private SyntheticServerProcess(Process process, string kubeconfig) => (_process, Kubeconfig) = (process, kubeconfig);

    /// <summary>The file that tells clients how to reach it.</summary>
    public string Kubeconfig { get; }

    public static async Task<SyntheticServerProcess> StartAsync(ClusterSize size)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "serve", "--pods", $"{size.Pods}", "--namespaces", $"{size.Namespaces}", "--services", $"{size.Services}",
                "--callouts", $"{size.Callouts}",
            },
        };
        var process = Process.Start(start)!;

        // It stands for a machine of its own, and has to make do with what the webhook leaves of this one.
        process.PriorityClass = ProcessPriorityClass.BelowNormal;
        var line = await process.StandardOutput.ReadLineAsync();
        return line?.Split(' ', 2) is ["ready", var kubeconfig]
            ? new SyntheticServerProcess(process, kubeconfig)
            : throw new InvalidOperationException($"the API server did not start: {line}");
    }

    /// <summary>Tells it what to do and waits until that is done.</summary>
    public async Task DoAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync();
        if (answer != "done")
        {
            throw new InvalidOperationException($"the API server failed at {command}: {answer}");
        }
    }

    /// <summary>Tells it to say something, and waits for that.</summary>
    public async Task<JsonNode> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync();
        await _process.StandardOutput.ReadLineAsync();
        return JsonNode.Parse(answer!)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}

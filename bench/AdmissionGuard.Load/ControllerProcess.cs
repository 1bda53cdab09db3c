using System.Collections.Concurrent;
using System.Diagnostics;

namespace AdmissionGuard.Load;

/// <summary>The companion's controller as it is shipped, in a process of its own.</summary>
internal sealed class ControllerProcess : IDisposable
{
    private readonly Process _process;

    private ControllerProcess(Process process) => _process = process;

    /// <summary>What it reported.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    /// <summary>Its number, for the kernel's figures.</summary>
    public int Id => _process.Id;

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it leads.</summary>
    public static async Task<ControllerProcess> StartAsync(string executable, string kubeconfig, params IEnumerable<string> more)
    {
        var start = new ProcessStartInfo(executable, ["controller", "--identity", "load", "--kubeconfig", kubeconfig, .. more])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        var controller = new ControllerProcess(Process.Start(start)!);
        controller._process.ErrorDataReceived += (_, line) => controller.Said.Enqueue(line.Data ?? "");
        controller._process.BeginErrorReadLine();
        while (!controller.Said.Contains("load leads"))
        {
            if (controller._process.HasExited)
            {
                throw new InvalidOperationException($"the controller has ended: {string.Join('\n', controller.Said.Distinct())}");
            }

            await Task.Delay(50);
        }

        return controller;
    }

    /// <summary>Ends it.</summary>
    public void End()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public void Dispose()
    {
        End();
        _process.Dispose();
    }
}

using System.Diagnostics;

namespace AdmissionGuard.DataPlane;

/// <summary>
/// A network namespace with no name, held by one process that ends when its standard input does, and so when this process ends, however it
/// does: the namespace, its interfaces and its rules go with it.
/// </summary>
internal sealed class HeldNamespace : IDisposable
{
    private readonly Process _process;

    private HeldNamespace(Process process) => _process = process;

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The namespace, as a file.</summary>
    public string Path => $"/proc/{ProcessId}/ns/net";

    /// <summary>Makes one.</summary>
    /// <param name="name">What the process is called, as /proc/PID/comm shows it.</param>
    public static HeldNamespace New(string name)
    {
        // The kernel calls a process by the name it was started with: cat copies its input to nowhere until the input ends.
        var link = System.IO.Path.Combine(AppContext.BaseDirectory, "held", name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(link)!);
        if (!File.Exists(link))
        {
            try
            {
                File.CreateSymbolicLink(link, "/bin/cat");
            }
            catch (IOException) when (File.Exists(link))
            {
            }
        }

        var process = Process.Start(new ProcessStartInfo("unshare", ["--net", link])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var held = new HeldNamespace(process);
        var own = new FileInfo("/proc/self/ns/net").LinkTarget;
        SpinWait.SpinUntil(() => held.Comm() == name && new FileInfo(held.Path).LinkTarget != own, TimeSpan.FromSeconds(10));
        return held;
    }

    /// <summary>Runs a shell script inside.</summary>
    public string Shell(string script) => Tool.Shell(ProcessId, script);

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Comm() => File.Exists($"/proc/{ProcessId}/comm") ? File.ReadAllText($"/proc/{ProcessId}/comm").Trim() : "";
}

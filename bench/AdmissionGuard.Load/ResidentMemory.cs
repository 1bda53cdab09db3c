using System.Globalization;

namespace AdmissionGuard.Load;

/// <summary>What a process holds of the machine's memory, as the kernel counts it (proc(5)).</summary>
internal sealed class ResidentMemory(int process)
{
    /// <summary>This process.</summary>
    public static ResidentMemory Own { get; } = new(Environment.ProcessId);

    /// <summary>Now, in MiB.</summary>
    public int Now => Read("VmRSS:");

    /// <summary>The most since the process started or <see cref="ForgetPeak"/>, in MiB.</summary>
    public int Peak => Read("VmHWM:");

    /// <summary>Begins to measure the peak anew.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private int Read(string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}

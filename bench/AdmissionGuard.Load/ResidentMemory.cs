using System.Globalization;

namespace AdmissionGuard.Load;

/// <summary>What this process holds of the machine's memory, as the kernel counts it (proc(5)).</summary>
internal static class ResidentMemory
{
    /// <summary>Now, in MiB.</summary>
    public static int Now => Read("VmRSS:");

    /// <summary>The most since the process started or <see cref="ForgetPeak"/>, in MiB.</summary>
    public static int Peak => Read("VmHWM:");

    /// <summary>Begins to measure the peak anew.</summary>
    public static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static int Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}

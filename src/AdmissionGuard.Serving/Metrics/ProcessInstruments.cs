using System.Diagnostics.Metrics;

namespace AdmissionGuard.Serving.Metrics;

/// <summary>What every process is measured by, with Prometheus' own names for it.</summary>
internal static class ProcessInstruments
{
    /// <summary>Adds them.</summary>
    /// <param name="meter">Whose they are.</param>
    /// <param name="build">The name of the one that tells the version.</param>
    /// <param name="time">Tells when the process was started, which is now.</param>
    /// <param name="labels">The labels of the one that tells the version.</param>
    public static void AddTo(Meter meter, string build, TimeProvider time, params KeyValuePair<string, object?>[] labels)
    {
        var started = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge(build, () => new Measurement<int>(1, labels), null, "Always 1; the label tells the version.");
        meter.CreateObservableGauge("process.start_time", () => started, "s", "When the process was started, in seconds since 1970.");
        meter.CreateObservableGauge(
            "process.resident_memory", () => Environment.WorkingSet, "By", "The memory that the process has, in bytes.");
        meter.CreateObservableCounter(
            "process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "The processor time that the process has used, in seconds.");
    }
}

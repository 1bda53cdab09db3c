using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AdmissionGuard.Load;

/// <summary>
/// Waits for moments with the kernel's own clock: the timers of .NET are a millisecond or more late, the answers are measured in less, and
/// to wait in a loop would take the processor from who is measured.
/// </summary>
internal sealed partial class Pace
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>How long it has been.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Holds up this thread until a moment, which may be past.</summary>
    public void WaitUntil(TimeSpan due)
    {
        for (var rest = due - _clock.Elapsed; rest > TimeSpan.Zero; rest = due - _clock.Elapsed)
        {
            var time = new Duration(rest.Ticks / TimeSpan.TicksPerSecond, rest.Ticks % TimeSpan.TicksPerSecond * 100);
            _ = Sleep(time, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in Duration request, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Duration(long Seconds, long Nanoseconds);
}

using System.Text;

namespace AdmissionGuard.Verifier.StandIns;

/// <summary>Where a stand-in's lines go: whole ones, one after the other, whoever writes them.</summary>
/// <param name="output">The output.</param>
/// <param name="time">The clock.</param>
internal sealed class StandInVoice(Stream output, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>How long it has been speaking.</summary>
    public TimeSpan Age => time.GetElapsedTime(_start);

    /// <summary>Writes a line, and when.</summary>
    public void Say(StandInLine line)
    {
        lock (_lock)
        {
            output.Write(Encoding.UTF8.GetBytes($"{line with { At = (long)Age.TotalMilliseconds }}\n"));
            output.Flush();
        }
    }
}

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>Lets through so many packets a second and no more, evenly: what a probe costs a network is known beforehand.</summary>
/// <param name="perSecond">How many.</param>
/// <param name="time">The clock.</param>
internal sealed class PacketPace(int perSecond, TimeProvider time)
{
    private readonly long _gap = time.TimestampFrequency / Math.Max(1, perSecond);
    private long _next = time.GetTimestamp();

    /// <summary>Waits for the next packet's turn; to be called by one at a time.</summary>
    public async ValueTask TurnAsync(CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        _next = Math.Max(_next, now - (_gap * 20)) + _gap;
        // Below what a timer can do, a few go together.
        if (time.GetElapsedTime(now, _next) is var wait && wait > TimeSpan.FromMilliseconds(15))
        {
            await Task.Delay(wait, time, cancellation);
        }
    }
}

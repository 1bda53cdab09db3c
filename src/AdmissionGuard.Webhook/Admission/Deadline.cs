namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// When an answer has to be ready. A review asks now and then whether it still has time and ends itself when it has not: it works in the
/// thread of its request, because a review that went on behind its answer would take the processor from the others and hold up what
/// changes the state that all of them read; and a timer would fire late just when every thread is busy. Who waits for such a review waits
/// for one that began earlier and, as every request of a webhook has the same timeout, ends earlier.
/// </summary>
internal sealed class Deadline
{
    // What the API server waits when nothing is configured is 10 s; the manifests of this webhook ask for 5.
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    // For the way there and back, and for a thread that is late: an answer after the timeout is none.
    private const double Reserve = 0.2;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _span;

    /// <summary>A deadline, counted from now.</summary>
    /// <param name="time">Measures.</param>
    /// <param name="timeout">The value of <c>?timeout=</c>; null when it is not there.</param>
    public Deadline(TimeProvider time, string? timeout)
    {
        (_time, _start) = (time, time.GetTimestamp());
        _span = (GoDuration.Parse(timeout) is { } given && given > TimeSpan.Zero ? given : Usual) * (1 - Reserve);
    }

    /// <summary>How long it has been since the request came.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>How much time is left, none at least.</summary>
    public TimeSpan Remaining => _span - Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Goes on while there is time.</summary>
    /// <exception cref="DeadlineException">There is none left.</exception>
    public void Check()
    {
        if (Elapsed >= _span)
        {
            throw new DeadlineException();
        }
    }
}

/// <summary>There is no time left to judge a request.</summary>
internal sealed class DeadlineException() : Exception("there is no time left");

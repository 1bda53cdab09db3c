namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>How long to wait after failures, as client-go does: 800 ms doubled up to 30 s, and as much again at random.</summary>
internal static class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    // Rights come with a deployment: whoever grants one will not wait much longer, and nobody is helped by asking more often.
    private static readonly TimeSpan UntilGranted = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(2);

    // What a server may ask for. It knows best when it wants to be asked again, but a slip of its pen must not blind us for a day.
    private static readonly TimeSpan LongestWish = TimeSpan.FromMinutes(5);

    /// <summary>How many failures there have been in a row, the latest included.</summary>
    /// <param name="before">How many there had been at the one before.</param>
    /// <param name="since">How long that is ago; two minutes without a failure end the row.</param>
    public static int Failures(int before, TimeSpan since) => since >= ResetAfter ? 1 : before + 1;

    /// <summary>How long to wait after a refusal that may stay: 30 s, and as much again at random.</summary>
    /// <param name="random">From 0 up to 1.</param>
    public static TimeSpan AfterRefusal(double random) => UntilGranted * (1 + random);

    /// <summary>How long to wait.</summary>
    /// <param name="failures">How many failures there have been in a row, from 1.</param>
    /// <param name="random">From 0 up to 1, so that the replicas do not come back all at once.</param>
    /// <param name="wish">How long the server asks to wait; null when it does not.</param>
    public static TimeSpan Delay(int failures, double random, TimeSpan? wish = null)
    {
        // 2^6 times 800 ms is beyond the cap, and a larger exponent need not be computed.
        var step = First * Math.Pow(2, Math.Min(failures - 1, 6));
        var delay = (step < Cap ? step : Cap) * (1 + random);
        var asked = wish is null ? TimeSpan.Zero : wish.Value < LongestWish ? wish.Value : LongestWish;
        return asked > delay ? asked : delay;
    }
}

namespace AdmissionGuard.Verifier.Tests;

/// <summary>Waits for what others do.</summary>
internal static class Eventually
{
    public static Task Async(Func<bool> condition, string what = "it") => Async(() => Task.FromResult(condition()), what);

    // Long enough for a machine on which everything else is tested too: a test that waits in vain is the only one that takes it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task Async(Func<Task<bool>> condition, string what = "it")
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < Patience)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Fail($"{what} did not happen within {Patience.TotalSeconds:0} s");
    }
}

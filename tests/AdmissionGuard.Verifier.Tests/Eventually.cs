namespace AdmissionGuard.Verifier.Tests;

/// <summary>Waits for what others do.</summary>
internal static class Eventually
{
    public static Task Async(Func<bool> condition, string what = "it") => Async(() => Task.FromResult(condition()), what);

    public static async Task Async(Func<Task<bool>> condition, string what = "it")
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30))
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Fail($"{what} did not happen within 30 s");
    }
}

namespace AdmissionGuard.Verifier.Tests;

/// <summary>Waits for what others do.</summary>
internal static class Eventually
{
    public static async Task Async(Func<bool> condition, string what = "it")
    {
        for (var waited = 0; waited < 30_000; waited += 20)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Fail($"{what} did not happen within 30 s");
    }
}

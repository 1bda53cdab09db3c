namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>Waits for what another process does.</summary>
internal static class Eventually
{
    public static async Task Async(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }
}

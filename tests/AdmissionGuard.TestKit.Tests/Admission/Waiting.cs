using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Tests.Admission;

/// <summary>Waits for what the server does after it has answered.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Until a namespace is gone.</summary>
    public static Task UntilGoneAsync(this ApiServer server, string @namespace) =>
        UntilAsync(() => server.Store.Find(BuiltInResources.Namespaces, "", @namespace) is null);

    /// <summary>Until so many reviews have arrived.</summary>
    public static Task UntilAsync(this RecordingWebhook webhook, int count) => UntilAsync(() => webhook.Received.Count >= count);

    private static async Task UntilAsync(Func<bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Longest, $"it did not happen within {Longest}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

using AdmissionGuard.Webhook.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>Follows the live cluster for as long as the process runs, and ends the process when that is no longer possible.</summary>
/// <param name="live">The cluster.</param>
/// <param name="end">Ends the process.</param>
/// <param name="time">Measures how long the first lists take.</param>
/// <param name="log">Told when they are complete.</param>
internal sealed class Following(LiveView live, Action end, TimeProvider time, ILogger log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        var following = live.FollowAsync(stoppingToken);
        if (await Task.WhenAny(following, live.Synced) == live.Synced)
        {
            log.Synced(
                time.GetElapsedTime(started).TotalSeconds, string.Join(", ", live.Kinds.Select(kind => $"{kind.Objects} {kind.Status.Resource}")));

            // The first lists leave a heap behind that is half garbage, and what is in it stays for weeks: it is put together once, and the
            // rest goes back to the machine. Reviews wait for it now, when there are few, and not later.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        try
        {
            await following;
        }
        catch (InvalidOperationException e)
        {
            // Liveness, at once and without waiting for kubelet to ask: what is known is wrong, and only a new process reads it anew.
            log.ClusterFault(e, e.Message);
            end();
        }
    }
}

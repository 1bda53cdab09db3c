using System.Diagnostics;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;

namespace AdmissionGuard.Load;

/// <summary>
/// Measures the live cluster against an API server on loopback: from nothing to synced, at rest, under events, and through lists of
/// everything.
/// </summary>
internal static class SyncRun
{
    private const int Burst = 20_000;

    // The first ones still pay for code that is compiled as it gets hot.
    private const int Bursts = 3;

    public static async Task<int> RunAsync(ClusterSize size, int seconds)
    {
        using var server = await SyntheticServerProcess.StartAsync(size);
        var settings = ConnectionSearch.ForCommandLine(server.Kubeconfig, null, Surroundings.OfProcess());
        using var client = ApiClient.Open(settings, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var random = new Random(1);
        var cluster = new LiveCluster(client, ipBlockMayMatchPods: true, TimeProvider.System, Next, report: null, new LiveInterest { Callouts = true });

        var clock = Stopwatch.StartNew();
        var running = cluster.RunAsync(stop.Token);
        await cluster.Synced;
        Say("synced after", $"{clock.Elapsed.TotalSeconds:F1} s");
        Say("objects", string.Join(", ", All(cluster).Select(kind => $"{kind.Objects} {kind.Status.Resource}")));
        Say("processor time until then", $"{Environment.CpuUsage.TotalTime.TotalSeconds:F1} s");
        Say("most memory until then", $"{ResidentMemory.Own.Peak} MiB");

        await server.DoAsync($"events {100 * seconds} 100");
        Say($"memory after {seconds} s of 100 events/s", $"{ResidentMemory.Own.Now} MiB");
        for (var i = 1; i <= Bursts; i++)
        {
            await MeasureEventsAsync(server, cluster, i);
        }

        ResidentMemory.Own.ForgetPeak();
        var lists = Lists(cluster);
        clock.Restart();
        await server.DoAsync("relist");
        while (All(cluster).Any(kind => kind.Status.Counters.Lists < 2))
        {
            await Task.Delay(100);
        }

        Say("everything listed again after", $"{clock.Elapsed.TotalSeconds:F1} s");
        Say("lists", $"{Lists(cluster) - lists}");
        Say("most memory through it", $"{ResidentMemory.Own.Peak} MiB");
        await stop.CancelAsync();
        await running;
        return 0;

        double Next()
        {
            lock (random)
            {
                return random.NextDouble();
            }
        }
    }

    // As the webhook follows them.
    private static IEnumerable<KindHealth> All(LiveCluster cluster) => cluster.Kinds.Concat(cluster.OptionalKinds);

    private static async Task MeasureEventsAsync(SyntheticServerProcess server, LiveCluster cluster, int burst)
    {
        var (processor, allocated, events) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), Events(cluster));
        await server.DoAsync($"events {Burst} 0");
        while (Events(cluster) < events + Burst)
        {
            await Task.Delay(50);
        }

        var count = Events(cluster) - events;
        Say($"burst {burst}: processor time of an event", $"{(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count:F1} µs");
        Say($"burst {burst}: garbage of an event", $"{(GC.GetTotalAllocatedBytes() - allocated) / count} bytes");
    }

    private static long Events(LiveCluster cluster) =>
        cluster.Kinds.Sum(kind => kind.Status.Counters.Added + kind.Status.Counters.Modified + kind.Status.Counters.Deleted);

    private static long Lists(LiveCluster cluster) => All(cluster).Sum(kind => kind.Status.Counters.Lists);

    private static void Say(string what, string figure) => Console.WriteLine($"{what}: {figure}");
}

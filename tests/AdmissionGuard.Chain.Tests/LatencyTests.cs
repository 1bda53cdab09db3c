using System.Diagnostics;
using System.Globalization;

namespace AdmissionGuard.Chain.Tests;

/// <summary>How soon after the network does what a change says the receipt says so.</summary>
public sealed class LatencyTests
{
    private const string Policy = "data/postgres";
    private const string Repetitions = "ADMISSION_GUARD_REPETITIONS";
    private static readonly string[] Usual = [];

    /// <summary>Prints the figures of docs/companion.md, which says how it is run. The CNI is late by another time in each run.</summary>
    [Fact(Explicit = true)]
    public async Task Measure()
    {
        var repetitions = int.Parse(Environment.GetEnvironmentVariable(Repetitions) ?? "20", CultureInfo.InvariantCulture);
        await using var chain = await ChainCluster.StartAsync(trial: Usual);
        var times = new List<TimeSpan>();
        for (var i = 0; i < repetitions; i++)
        {
            // Closed and opened in turn: each is a change that packets show.
            chain.Cni.Delay = TimeSpan.FromSeconds(3.0 * i / repetitions);
            var before = chain.Receipts.Of(Policy).Select(receipt => receipt.Run).ToHashSet();
            var file = i % 2 == 0 ? "samples/changes/08-acknowledged/postgres.yaml" : "samples/shop/data.yaml";
            await chain.Kubectl.SucceedAsync("apply", "--server-side", "-f", file);
            var first = await chain.Receipts.WaitAsync(Policy, receipt => !before.Contains(receipt.Run) && receipt.Verdict == "Enforced");
            Assert.True(first.IsProvisional, $"{first}");
            times.Add(Stopwatch.GetElapsedTime(chain.Cni.DoneWith(Policy)!.Value, first.Seen));
        }

        times.Sort();
        var soon = times.Count(time => time <= TimeSpan.FromSeconds(2));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Count} changes: median {times[times.Count / 2].TotalSeconds:0.0} s, worst {times[^1].TotalSeconds:0.0} s, {soon} within 2 s"));
    }
}

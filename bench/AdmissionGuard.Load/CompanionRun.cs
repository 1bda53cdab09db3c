using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.Benchmarks;

namespace AdmissionGuard.Load;

/// <summary>
/// Measures the companion: a synthetic cluster, the real controller, the real agents of all nodes on a network that is not there, and
/// policies that change at a rate, first without effect and then with one.
/// </summary>
internal sealed record CompanionRun
{
    /// <summary>The companion's own namespace.</summary>
    public const string Place = "admission-guard-verifier";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public required ClusterSize Size { get; init; }

    /// <summary>How many nodes have an agent.</summary>
    public required int Agents { get; init; }

    /// <summary>How many policies change.</summary>
    public required int Changes { get; init; }

    /// <summary>How many of them in a minute.</summary>
    public required int PerMinute { get; init; }

    /// <summary>How long it is watched after the last change.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>The executable.</summary>
    public required string Verifier { get; init; }

    /// <summary>Runs, and prints what came of it. The exit code is 1 when an agent was sent what is another's, or a change without effect was probed.</summary>
    public async Task<int> RunAsync()
    {
        using var server = await SyntheticServerProcess.StartAsync(Size);
        await using var agents = new SimulatedAgents(server.Kubeconfig, Nodes());
        while (Count(await server.AskAsync("stats"), "watches") < Agents)
        {
            await Task.Delay(500);
        }

        using var controller = await ControllerProcess.StartAsync(Verifier, server.Kubeconfig);
        var memory = new ResidentMemory(controller.Id);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var (settled, processor) = (memory.Now, controller.ProcessorTime);
        memory.ForgetPeak();

        await server.DoAsync($"touch {Changes}");
        await Task.Delay(TimeSpan.FromSeconds(3));
        var idle = await server.AskAsync("stats");

        var clock = Stopwatch.StartNew();
        await server.DoAsync($"policies {Changes} {PerMinute}");
        var during = memory.Peak;
        await Task.Delay(After);
        var (seconds, peak, used) = (clock.Elapsed.TotalSeconds, memory.Peak, controller.ProcessorTime - processor);

        // What is still under way would be counted by halves.
        controller.End();
        await Task.Delay(TimeSpan.FromSeconds(5));
        var stats = await server.AskAsync("stats");
        var result = new JsonObject
        {
            ["pods"] = Size.Pods,
            ["policies"] = Size.Namespaces * 3,
            ["agents"] = Agents,
            ["changes"] = Changes,
            ["changesPerMinute"] = PerMinute,
            ["seconds"] = Math.Round(seconds),
            ["mebibytes"] = new JsonObject { ["settled"] = settled, ["atMostWhileChanging"] = during, ["atMost"] = peak, ["beyondItsCache"] = peak - settled },
            ["processorShare"] = Math.Round(used.TotalSeconds / seconds, 2),
            ["changesWithoutEffect"] = idle.DeepClone(),
            ["changesWithEffect"] = stats.DeepClone(),
        };
        Console.WriteLine(result.ToJsonString(Indented));
        controller.Said.Concat(agents.Said).GroupBy(line => line).OrderByDescending(group => group.Count()).Take(10).ToList()
            .ForEach(group => Console.Error.WriteLine($"{group.Count()} times: {group.Key}"));
        var isWrong = Count(idle, "probeChanges") > 0 || Count(stats, "eventsToAgents") != Count(stats, "probeChanges");
        return isWrong ? 1 : 0;
    }

    // Those that have pods first.
    private IEnumerable<string> Nodes() => SyntheticCluster.Make(Size.Pods, Size.Namespaces).Pods.Select(pod => pod.NodeName!)
        .Concat(Enumerable.Range(0, SyntheticServer.Nodes).Select(node => $"node-{node}")).Distinct(StringComparer.Ordinal).Take(Agents);

    private static int Count(JsonNode stats, string name) => (int)stats[name]!;
}

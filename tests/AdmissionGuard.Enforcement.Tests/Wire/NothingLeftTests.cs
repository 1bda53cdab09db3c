using System.Diagnostics;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Tests.DataPlane;
using AdmissionGuard.Enforcement.Wire;

namespace AdmissionGuard.Enforcement.Tests.Wire;

/// <summary>What is left of a round in the pods it went through: nothing, however it ended.</summary>
public sealed class NothingLeftTests
{
    private const string Target = "ADMISSION_GUARD_PROBED";
    private static readonly string[] Tables = ["packet", "raw", "raw6", "tcp", "tcp6", "udp", "udp6"];

    [Fact]
    public async Task A_round_leaves_no_socket_behind()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        await new Round(cluster.Options).Add(cluster["shop/web"].End, cluster["shop/db"], Protocol.Tcp, 5432).RunOneAsync();
        Assert.Empty(Sockets(cluster));
    }

    [Fact]
    public async Task A_round_that_is_cancelled_leaves_no_socket_behind()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply([], StandInMode.BlocksEverything);
        using var cancelled = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LocalWire(cluster.Options, TimeProvider.System)
            .RunRoundAsync([Blocked(cluster["shop/web"].End, cluster["shop/db"].End)], 1, cancelled.Token));
        Assert.Empty(Sockets(cluster));
    }

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_leaves_no_socket_behind()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply([], StandInMode.BlocksEverything);
        var method = $"{typeof(NothingLeftTests).FullName}.{nameof(Probe_until_killed)}";
        using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(NothingLeftTests).Assembly.Location, "-explicit", "only", "-method", method])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { [Target] = $"{Text(cluster["shop/web"])} {Text(cluster["shop/db"])}" },
        })!;
        try
        {
            await WaitAsync(() => Sockets(cluster).Count(line => line.StartsWith("packet", StringComparison.Ordinal)) == 2);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(137, child.ExitCode);
        await WaitAsync(() => !Sockets(cluster).Any());
    }

    [Fact(Explicit = true)]
    public async Task Probe_until_killed()
    {
        var ends = Environment.GetEnvironmentVariable(Target)!.Split(' ').Select(text => text.Split('|'))
            .Select(parts => SomeProbe.Pod(parts[0], parts[2], "node-1") with { Uid = parts[1] }).ToList();
        while (true)
        {
            await new LocalWire(new WireOptions(), TimeProvider.System).RunRoundAsync([Blocked(ends[0], ends[1])], 1, TestContext.Current.CancellationToken);
        }
    }

    private static string Text(TestPod pod) => $"{pod.Pod.Key}|{pod.Uid}|{pod.Address(IpFamily.IPv4)}";

    private static Probe Blocked(ProbeEnd source, ProbeEnd destination) =>
        SomeProbe.Of() with { Source = source, Destination = destination };

    // The kernel's own tables of the two pods, without their headings.
    private static IEnumerable<string> Sockets(TestCluster cluster) =>
        from pod in (TestPod[])[cluster["shop/web"], cluster["shop/db"]]
        from table in Tables
        from line in File.ReadLines($"/proc/{pod.ProcessId}/net/{table}").Skip(1)
        select $"{table} of {pod.Pod.Key}: {line}";

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "it did not come about within a minute");
        }
    }
}

using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Tests.Jobs;

/// <summary>The job with stand-ins that are processes without capabilities, in network namespaces with nftables between them.</summary>
public sealed class DataPlaneTests : IAsyncLifetime
{
    private JobCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await JobCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_data_plane_that_enforces_is_told_from_one_that_ignores()
    {
        Assert.Equal(EnforcementVerdict.Enforced, await VerdictAsync(JobCluster.Enforces));
        Assert.Equal(EnforcementVerdict.NotEnforced, await VerdictAsync((_, _, _) => true));
    }

    private async Task<EnforcementVerdict> VerdictAsync(Func<string?, string, int, bool> passes)
    {
        using var network = NamespaceNetwork.Make(passes);
        _cluster.Nodes.Network = network;
        var options = JobCluster.Options();

        // Processes start more slowly than tasks, and a kernel sends its second SYN after a second.
        var report = await _cluster.RunAsync(options with
        {
            Start = TimeSpan.FromSeconds(60),
            Trial = options.Trial with { Timeout = TimeSpan.FromSeconds(12), Settle = TimeSpan.FromSeconds(5) },
            Pace = options.Pace with
            {
                Connect = new ConnectPace(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1.2)),
                Tick = TimeSpan.FromMilliseconds(100),
                Margin = TimeSpan.FromMilliseconds(200),
                RoundPatience = TimeSpan.FromSeconds(8),
            },
        });
        var trial = report.Trial!;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("; ", trial.Reasons));
        return trial.Verdict;
    }
}

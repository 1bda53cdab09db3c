using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit;

namespace AdmissionGuard.Verifier.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifier-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("agent", "admission-guard-verifier: agent: give --node NAME, the node that it runs on, or --once\n")]
    [InlineData("agent --once", "admission-guard-verifier: agent --once: which policies? give NAMESPACE/POLICY\n")]
    [InlineData("agent shop/web --once --rounds 0", "admission-guard-verifier: agent --once: --rounds 0: expected 1 at least\n")]
    [InlineData("agent shop/web --node n1", "admission-guard-verifier: agent proves policies by itself only with --once\n")]
    [InlineData("controller --identity one --workers 0", "admission-guard-verifier: --workers 0: expected 1 to 100\n")]
    [InlineData("controller --identity one --settle-seconds 0", "admission-guard-verifier: --settle-seconds 0: expected 1 to 86400\n")]
    [InlineData("controller --identity one --config none.yaml", "admission-guard-verifier: --config none.yaml: no such file; correct the path\n")]
    [InlineData("controller --identity one --rounds 0", "admission-guard-verifier: --rounds 0: expected 1 at least\n")]
    [InlineData("controller", "admission-guard-verifier: option '--identity' is required; run 'admission-guard-verifier --help'\n")]
    public async Task Bad_usage_is_one_line(string line, string expected)
    {
        using var error = new StringWriter();
        Assert.Equal(2, await RunAsync(line, error, CancellationToken.None));
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public async Task A_controller_reads_the_cluster_leads_and_ends_when_it_is_told_to()
    {
        await using var server = await ApiServer.StartAsync();
        await CompanionCluster.InstallAsync(server);
        var config = Path.Combine(_folder.FullName, "config");
        await File.WriteAllTextAsync(config, server.Kubeconfig(), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        using var written = new StringWriter();
        var error = TextWriter.Synchronized(written);
        var guard = Repository.PathOf("deploy/companion/config.yaml");
        var running = RunAsync($"controller --identity one --kubeconfig {config} --config {guard}", error, stop.Token);
        await Eventually.Async(() => written.ToString() == "one leads\n", "leading");
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private async Task<int> RunAsync(string line, TextWriter error, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        var world = new World(
            output, error, new Surroundings(_ => null, _folder.FullName), TimeProvider.System, _ => throw new InvalidOperationException("no wire"));
        return await CommandLine.RunAsync(line.Split(' '), world, cancellation);
    }
}

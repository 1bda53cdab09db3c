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
    [InlineData("controller --identity one --health-port 70000", "admission-guard-verifier: --health-port 70000: no such port; ports are 0 to 65535, and 0 is one that is free\n")]
    [InlineData("agent --node n1 --health-port 1 --address all", "admission-guard-verifier: --address all: expected an IP address such as 0.0.0.0, :: or 127.0.0.1\n")]
    [InlineData("controller --identity one --config none.yaml", "admission-guard-verifier: --config none.yaml: no such file; correct the path\n")]
    [InlineData("controller --identity one --rounds 0", "admission-guard-verifier: --rounds 0: expected 1 at least\n")]
    [InlineData("controller", "admission-guard-verifier: option '--identity' is required; run 'admission-guard-verifier --help'\n")]
    [InlineData("job", "admission-guard-verifier: option '--policy' is required; run 'admission-guard-verifier --help'\n")]
    [InlineData("job --policy db", "admission-guard-verifier: db: expected NAMESPACE/POLICY\n")]
    [InlineData("job --policy shop/db --rounds 0", "admission-guard-verifier: job: --rounds 0: expected 1 at least\n")]
    [InlineData("job --policy shop/db --start-seconds 0", "admission-guard-verifier: job: --start-seconds 0: expected 1 at least\n")]
    [InlineData("job --policy shop/db --pod x", "admission-guard-verifier: job: --namespace and --pod go together: the pod that it runs in\n")]
    [InlineData("stand-in connect --seed x --to y", "admission-guard-verifier: --to y: expected PROBE=ADDRESS:PORT\n")]
    [InlineData("stand-in listen --port 80 --address here", "admission-guard-verifier: --address here: expected an IP address\n")]
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

    [Theory]
    [InlineData("controller --identity one", "namespaces pods services nodes networkpolicies enforcementchecks nodeprobes", "controller")]
    [InlineData("agent --node n1", "nodeprobes", "agent")]
    public async Task Probes_and_metrics_are_served_where_it_is_told(string command, string checks, string part)
    {
        await using var server = await ApiServer.StartAsync();
        await CompanionCluster.InstallAsync(server);
        var config = Path.Combine(_folder.FullName, "config");
        await File.WriteAllTextAsync(config, server.Kubeconfig(), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        using var written = new StringWriter();
        var error = TextWriter.Synchronized(written);
        var running = RunAsync($"{command} --kubeconfig {config} --health-port 0 --address 127.0.0.1", error, stop.Token);
        const string Says = "serves /livez, /readyz and /metrics at ";
        await Eventually.Async(() => written.ToString().Contains(Says, StringComparison.Ordinal), "serving");
        var said = written.ToString();
        using var client = new HttpClient { BaseAddress = new Uri(said[(said.IndexOf(Says, StringComparison.Ordinal) + Says.Length)..].Split('\n')[0]) };
        await Eventually.Async(() => client.GetAsync("/readyz").Result.IsSuccessStatusCode, "ready");

        var ready = await client.GetStringAsync("/readyz?verbose", TestContext.Current.CancellationToken);
        Assert.Equal([.. checks.Split(' ').Select(name => $"[+]{name}"), "readyz"], ready.TrimEnd('\n').Split('\n').Select(each => each.Split(' ')[0]));
        Assert.Equal("ok", await client.GetStringAsync("/livez", TestContext.Current.CancellationToken));
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains($"\nadmission_guard_verifier_build_info{{part=\"{part}\",version=\"{VersionText.Version}\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nprocess_resident_memory_bytes ", metrics, StringComparison.Ordinal);

        // Nobody else can have the same port, and that is one line.
        using var second = new StringWriter();
        Assert.Equal(2, await RunAsync($"{command} --kubeconfig {config} --health-port {client.BaseAddress.Port} --address 127.0.0.1", second, CancellationToken.None));
        Assert.Matches(@"^admission-guard-verifier: [^\n]+; choose another with --address and --health-port\n$", second.ToString());
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

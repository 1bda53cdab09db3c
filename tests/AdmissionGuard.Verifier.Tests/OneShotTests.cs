using System.Collections.Immutable;
using System.Text;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Verifier.Tests;

public sealed class OneShotTests : IDisposable
{
    private readonly string _cluster = Path.GetTempFileName();

    public OneShotTests() => File.WriteAllText(
        _cluster,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: db, namespace: shop, uid: u1, labels: {app: db}}
        spec: {nodeName: a, containers: [{name: db, ports: [{containerPort: 5432}]}]}
        status: {phase: Running, podIP: 10.1.0.1, hostIP: 192.168.0.1}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop, uid: u2}
        spec: {nodeName: a, containers: [{name: web}]}
        status: {phase: Running, podIP: 10.1.0.2, hostIP: 192.168.0.1}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: deny, namespace: shop}
        spec: {podSelector: {matchLabels: {app: db}}}
        """);

    public void Dispose() => File.Delete(_cluster);

    [Theory]
    [InlineData(false, 0, "ENFORCED  shop/deny")]
    [InlineData(true, 1, "NOT ENFORCED  shop/deny")]
    public async Task The_verdict_is_the_exit_code(bool ignores, int code, string headline)
    {
        var (exitCode, output, error) = await Run(ignores, "agent", "--once", "shop/deny", "--cluster", _cluster, "--rounds", "1", "--timeout-seconds", "0");

        Assert.Equal((code, ""), (exitCode, error));
        Assert.StartsWith(headline, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the cluster has no NetworkPolicy shop/none", "shop/none")]
    [InlineData("deny: expected NAMESPACE/POLICY", "deny")]
    public async Task Bad_input_is_one_line(string message, string policy)
    {
        var (exitCode, output, error) = await Run(false, "agent", "--once", policy, "--cluster", _cluster);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"admission-guard-verifier: {message}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(bool ignores, params string[] args)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter();
        var world = new World(output, error, new Surroundings(_ => null, null), TimeProvider.System, _ => new Wire(ignores));
        var code = await CommandLine.RunAsync(args, world, TestContext.Current.CancellationToken);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private sealed class Wire(bool ignores) : IWire
    {
        public Task<ImmutableArray<Observation>> RunRoundAsync(ImmutableArray<Probe> probes, int round, CancellationToken cancellation) =>
            Task.FromResult<ImmutableArray<Observation>>([.. probes.Select(probe => new Observation(
                probe.Id, ignores || probe.Expectation == Expectation.Arrive ? Outcome.Arrived : Outcome.Blocked, "by the script", DateTimeOffset.UnixEpoch))]);
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private const string Pods =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: db, namespace: shop, uid: u1, labels: {app: db}}
        spec: {nodeName: a, containers: [{name: db, ports: [{containerPort: 5432}]}]}
        status: {phase: Running, podIP: 10.1.0.1, hostIP: 192.168.0.1}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop, uid: u2, labels: {app: web}}
        spec: {nodeName: b, containers: [{name: web}]}
        status: {phase: Running, podIP: 10.1.1.1, hostIP: 192.168.0.2}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: job, namespace: shop, uid: u3, labels: {app: job}}
        spec: {nodeName: a, containers: [{name: job}]}
        status: {phase: Running, podIP: 10.1.0.2, hostIP: 192.168.0.1}
        ---

        """;

    private const string Policy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db, namespace: shop}
        spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}

        """;

    private readonly CommandRun _run = new();
    private readonly string _cluster;

    public VerifyTests() => _cluster = _run.File("cluster.yaml", Pods + Policy);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void What_is_enforced_is_listed_connection_by_connection()
    {
        var result = Verify(ScriptedWire.Enforcing, "shop/db", "--most-probes", "4", "--rounds", "1");

        Assert.Equal(
            """
            ENFORCED  shop/db: 4 of 4 connections as policies say; 1 of 1 rounds clean, the first after 0.0 s

            must be blocked
              ✓ shop/job → shop/db  TCP 5432  IPv4  blocked    within a node, the same namespace
              ✓ shop/job → shop/db  UDP 53  IPv4    blocked    within a node, the same namespace
              ✓ shop/web → shop/db  TCP 5431  IPv4  blocked    between nodes, shop/db ingress[0] from[0]

            must stay open
              ✓ shop/web → shop/db  TCP 5432  IPv4  arrived    between nodes, shop/db ingress[0] from[0]

            note: 4 of 7 connections stand for all

            """,
            Measured(result.Output));
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void What_is_ignored_is_not_enforced()
    {
        var result = Verify(ScriptedWire.Ignoring, "shop/db", "--most-probes", "2", "--timeout", "0s");

        Assert.Equal(
            """
            NOT ENFORCED  shop/db: 1 of 2 connections as policies say; 1 round, none clean
              - must be blocked and arrives: shop/web → shop/db TCP 5431 (IPv4)

            must be blocked
              ✗ shop/web → shop/db  TCP 5431  IPv4  arrived (right 0, wrong 1)  between nodes, shop/db ingress[0] from[0]

            must stay open
              ✓ shop/web → shop/db  TCP 5432  IPv4  arrived    between nodes, shop/db ingress[0] from[0]

            note: 2 of 7 connections stand for all

            """,
            result.Output);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void What_cannot_be_told_has_an_exit_code_of_its_own()
    {
        var result = Verify(new ScriptedWire(_ => Outcome.Blocked), "shop/db", "--most-probes", "1", "--timeout", "0s");

        Assert.Contains("INCONCLUSIVE  shop/db", result.Output, StringComparison.Ordinal);
        Assert.Contains("nothing arrives at shop/db TCP", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void A_change_is_proven_against_the_cluster_before_it()
    {
        var change = _run.File("closed.yaml", Policy.Replace("[{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]", "[]", StringComparison.Ordinal));

        var result = Verify(ScriptedWire.Enforcing, "--change", change, "--plan-only");

        Assert.Contains("must be blocked\n  · shop/web → shop/db  TCP 5432  IPv4", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_plan_for_programs_says_who_vouches_for_whom()
    {
        using var json = JsonDocument.Parse(Verify(ScriptedWire.Enforcing, "shop/db", "--most-probes", "1", "--plan-only", "-o", "json").Output);
        var probes = json.RootElement.GetProperty("probes").EnumerateArray().ToList();

        Assert.Equal(["must-be-blocked", "companion"], probes.Select(probe => probe.GetProperty("role").GetString()));
        Assert.Equal(probes[1].GetProperty("id").GetString(), probes[0].GetProperty("companion").GetString());
        Assert.False(json.RootElement.TryGetProperty("verdict", out _));
    }

    [Fact]
    public void A_verdict_for_programs_is_the_one_that_a_cluster_shows()
    {
        using var json = JsonDocument.Parse(Verify(ScriptedWire.Enforcing, "shop/db", "--rounds", "1", "-o", "json").Output);

        Assert.Equal("Enforced", json.RootElement.GetProperty("verdict").GetString());
        Assert.False(json.RootElement.GetProperty("provisional").GetBoolean());
        Assert.All(json.RootElement.GetProperty("probes").EnumerateArray().Where(probe => probe.GetProperty("role").GetString() != "companion"), probe =>
            Assert.Equal("right", probe.GetProperty("result").GetString()));
    }

    [Theory]
    [InlineData("nothing to prove: give NAMESPACE/POLICY, --change or --delete; run 'admission-guard verify --help'")]
    [InlineData("shop/dp: the cluster has no such NetworkPolicy (did you mean shop/db?)", "shop/dp")]
    [InlineData("NAMESPACE/POLICY and --change or --delete exclude each other: prove either what is stored or a change", "shop/db", "--delete", "shop/db")]
    [InlineData("--settle soon: expected a duration such as 500ms, 60s or 2m; run 'admission-guard verify --help'", "shop/db", "--settle", "soon")]
    [InlineData("--rounds 0: expected a number from 1 to 10000; run 'admission-guard verify --help'", "shop/db", "--rounds", "0")]
    [InlineData("--udp-port 0: no such port; ports are 1 to 65535; run 'admission-guard verify --help'", "shop/db", "--udp-port", "0")]
    public void Bad_usage_is_one_line(string error, params string[] args)
    {
        var result = Verify(ScriptedWire.Enforcing, args);

        Assert.Equal((2, $"admission-guard: {error}\n", ""), (result.ExitCode, result.Error, result.Output));
    }

    [Fact]
    public void A_policy_after_the_cluster_is_taken_for_a_file_and_the_error_says_where_it_belongs()
    {
        var result = _run.Run("verify", "--cluster", _cluster, "shop/db");

        Assert.Equal((2, "admission-guard: shop/db: no such file; a policy's NAMESPACE/POLICY stands before --cluster\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void A_change_that_changes_nothing_has_nothing_to_prove()
    {
        var result = Verify(ScriptedWire.Enforcing, "--change", _run.File("same.yaml", Policy));

        Assert.Equal(
            (2, "admission-guard: the change changes nothing in this cluster; to prove what is stored give NAMESPACE/POLICY in place of --change\n"),
            (result.ExitCode, result.Error));
    }

    [Fact]
    public void A_machine_without_any_of_the_pods_cannot_probe()
    {
        var result = Verify(new ScriptedWire(_ => Outcome.Arrived) { Reached = [] }, "shop/db");

        Assert.Equal(
            (2, "admission-guard: none of the 3 pods that could be probed runs on this machine; run this where they run, in the node's PID namespace\n"),
            (result.ExitCode, result.Error));
    }

    [Fact]
    public void Pods_of_other_machines_are_left_out_and_named()
    {
        var result = Verify(new ScriptedWire(_ => Outcome.Arrived) { Reached = ["u1", "u3"] }, "shop/db", "--timeout", "0s");

        Assert.Contains("shop/db ingress[0] from[0]: none of its pods can be probed: it does not run where probes are sent from", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("shop/web →", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wire_that_cannot_send_says_why_in_one_line()
    {
        _run.Wire = null;

        var result = _run.Run("verify", "shop/db", "--cluster", _cluster);

        Assert.Equal((2, "admission-guard: this test sends nothing\n"), (result.ExitCode, result.Error));
    }

    private CommandResult Verify(IWire wire, params string[] args)
    {
        _run.Wire = wire;
        return _run.Run(["verify", .. args, "--cluster", _cluster]);
    }

    // How long it took is the machine's affair.
    private static string Measured(string output) => Regex.Replace(output, @"after \d+\.\d s", "after 0.0 s", RegexOptions.None, TimeSpan.FromSeconds(1));
}

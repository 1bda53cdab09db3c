using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>
/// A commit that adds two policies and empties the one they replace, in the order of requests of those who bring it: kubectl, Flux
/// (kustomize-controller) and Argo CD.
/// </summary>
public sealed class GitOpsTests
{
    private const string Commit = "samples/changes/07-allow-first";
    private const string WayOut = "or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)";
    private static readonly string[] Added = ["postgres-from-orders", "postgres-from-payments"];
    private static readonly string[] Everything = ["postgres", .. Added];

    public static TheoryData<ServerKind> Servers => StartedServer.Kinds;

    [Fact]
    public async Task kubectl_gets_it_in_at_once_though_word_of_the_added_policies_comes_half_a_second_later()
    {
        await using var cluster = await GuardedCluster.StartAsync(prepare: Lag);

        var applied = await cluster.RunAsync($"apply -f {Commit}");

        Assert.Equal((0, ""), (applied.ExitCode, applied.Error));
        Assert.True(Listed(cluster) > 0, "the denial was cured without a look");
        await cluster.HearsAsync(index => index.Find("data")!.Policies.Count == 7);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Flux_dry_runs_everything_first_and_none_of_it_is_an_error(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        var dryRuns = await Task.WhenAll(Everything.Select(name => FluxAsync(cluster, name, "--dry-run=server")));

        Assert.All(dryRuns, result => Assert.True(result.ExitCode == 0, result.ToString()));
        Assert.StartsWith("Warning: would be denied: ingress-rules-removed: data/postgres: ", dryRuns[0].Error, StringComparison.Ordinal);
        Assert.Contains(", or first apply a policy that makes up for it\n", dryRuns[0].Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Flux_applies_by_name_and_stops_at_a_denial_that_names_both_ways_out(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        // postgres sorts before what makes up for it.
        var denied = await FluxAsync(cluster, "postgres");

        Assert.Equal(1, denied.ExitCode);
        var wayOut = denied.Error.Split('\n')[1];
        Assert.StartsWith("to let just this change pass annotate the policy with admission-guard.io/acknowledge: \"ingress-rules-removed=", wayOut, StringComparison.Ordinal);
        Assert.EndsWith(WayOut, wayOut, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Flux_gets_it_in_with_the_added_policies_in_an_earlier_Kustomization(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);
        foreach (var name in (string[])[.. Added, "postgres"])
        {
            var dryRun = await FluxAsync(cluster, name, "--dry-run=server");
            var applied = await FluxAsync(cluster, name);
            Assert.Equal((0, 0, ""), (dryRun.ExitCode, applied.ExitCode, applied.Error));
        }
    }

    [Fact]
    public async Task Flux_gets_it_in_with_a_cache_that_lags_too()
    {
        // From one kubectl to the next may take more than half a second here, and then the cache would have caught up.
        await using var cluster = await GuardedCluster.StartAsync(prepare: server => LagBy(server, TimeSpan.FromSeconds(10)));
        foreach (var name in (string[])[.. Added, "postgres"])
        {
            Assert.Equal(0, (await FluxAsync(cluster, name)).ExitCode);
        }

        Assert.True(Listed(cluster) > 0, "the denial was cured without a look");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Argo_CD_applies_side_by_side_and_gets_it_in_with_its_retry_at_the_latest(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        // Its preflight is a client-side dry run, which no webhook sees.
        Assert.All(
            await Task.WhenAll(Everything.Select(name => cluster.RunAsync($"apply --dry-run=client -f {Commit}/{FileOf(name)}"))),
            result => Assert.Equal((0, ""), (result.ExitCode, result.Error)));
        Assert.Empty(cluster.Reviewed);

        var applied = await Task.WhenAll(Everything.Select(name => cluster.RunAsync($"apply -f {Commit}/{FileOf(name)}")));

        // The two that are added always pass; the third is denied when it is the first to come, and says why.
        Assert.All(applied[1..], result => Assert.True(result.ExitCode == 0, result.ToString()));
        Assert.True(applied[0].ExitCode == 0 || applied[0].Error.Contains(WayOut, StringComparison.Ordinal), applied[0].ToString());
        Assert.Equal(0, (await cluster.RunAsync($"apply -f {Commit}/{FileOf("postgres")}")).ExitCode);
    }

    // As kustomize-controller does: server-side, under its own name, over whoever had the fields before.
    private static Task<KubectlResult> FluxAsync(GuardedCluster cluster, string name, string flags = "") => cluster.RunAsync(
        $"apply --server-side --force-conflicts --field-manager=kustomize-controller {flags} -f {Commit}/{FileOf(name)}");

    private static string FileOf(string name) => name == "postgres" ? "postgres.yaml" : $"{name["postgres-from-".Length..]}.yaml";

    private static void Lag(ApiServer server) => LagBy(server, TimeSpan.FromMilliseconds(500));

    private static void LagBy(ApiServer server, TimeSpan time) => server.Faults.Add(
        Fault.Late(time),
        request => request.Path.Contains("/networkpolicies?", StringComparison.Ordinal) && request.Path.Contains("watch=", StringComparison.Ordinal),
        times: int.MaxValue);

    // How often the webhook asked for the policies of the one namespace.
    private static int Listed(GuardedCluster cluster) => cluster.Server.Test!.Requests.All.Count(request =>
        request.User == "system:serviceaccount:admission-guard:admission-guard"
        && request.Path.StartsWith("/apis/networking.k8s.io/v1/namespaces/data/networkpolicies?", StringComparison.Ordinal));
}

using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>What somebody sees at the terminal, command by command.</summary>
public sealed class KubectlTests
{
    private const string Empty = "samples/changes/01-template-renders-empty-ingress";
    private const string Lost =
        """policy "data/postgres" loses all it admitted: orders/orders[Deployment] and orders/payments[Deployment] to data/postgres[StatefulSet] on TCP 5432""";

    private const string Denial =
        $"""
        admission webhook "networkpolicies.admission-guard.io" denied the request: AdmissionGuard denies the UPDATE of NetworkPolicy data/postgres: ingress-rules-removed
        to let just this change pass annotate the policy with admission-guard.io/acknowledge: "ingress-rules-removed=0f026504"; or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)
        - deny ingress-rules-removed (spec.ingress): {Lost}. Restore the rules, or first apply another policy that admits these sources.
        id: {GuardedCluster.RequestId}

        """;

    private const string Warning =
        $"""
        Warning: would be denied: ingress-rules-removed: data/postgres: {Lost}
        Warning: to let data/postgres pass annotate it with admission-guard.io/acknowledge: "ingress-rules-removed=0f026504", or first apply a policy that makes up for it

        """;

    public static TheoryData<ServerKind> Servers => StartedServer.Kinds;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_denied_change_ends_with_exit_code_1_and_changes_nothing(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        var applied = await cluster.RunAsync($"apply -f {Empty}");
        Assert.Equal((1, ""), (applied.ExitCode, applied.Output));
        Assert.StartsWith("Error from server (Forbidden): error when applying patch:\n", applied.Error, StringComparison.Ordinal);
        Assert.EndsWith($"for: \"{Empty}/postgres.yaml\": error when patching \"{Empty}/postgres.yaml\": {Denial}", applied.Error, StringComparison.Ordinal);

        Assert.Equal((1, "", $"Error from server (Forbidden): {Denial}"), Parts(await cluster.RunAsync($"apply --server-side --force-conflicts -f {Empty}")));
        Assert.Equal(
            (1, "", $"Error from server (Forbidden): {Denial}"),
            Parts(await cluster.RunAsync("patch networkpolicy postgres -n data --type=merge -p '{\"spec\":{\"ingress\":[]}}'")));
        Assert.Equal(
            (1, "", $"Error from server (Forbidden): error when replacing \"{Empty}/postgres.yaml\": {Denial}"),
            Parts(await cluster.RunAsync($"replace -f {Empty}")));
        Assert.Equal("1", await cluster.PrintedAsync("get networkpolicy postgres -n data -o jsonpath={.metadata.generation}"));
        Assert.Equal(4, cluster.Webhook.Log.Of(1000).Count(line => line.StartsWith("Denied UPDATE of data/postgres for admin by ingress-rules-removed in ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_dry_run_and_a_diff_say_what_would_be_denied(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        Assert.Equal(
            (0, "networkpolicy.networking.k8s.io/postgres configured (server dry run)\n", Warning),
            Parts(await cluster.RunAsync($"apply --dry-run=server -f {Empty}")));
        var serverSide = await cluster.RunAsync($"apply --server-side --force-conflicts --dry-run=server -f {Empty}");
        Assert.Equal((0, "networkpolicy.networking.k8s.io/postgres serverside-applied (server dry run)\n"), (serverSide.ExitCode, serverSide.Output));

        // kubectl may warn of its own migration to server-side apply, which a dry run cannot make.
        Assert.StartsWith(Warning, serverSide.Error, StringComparison.Ordinal);

        // 1 says that there are differences; an error would be more.
        var diff = await cluster.RunAsync($"diff -f {Empty}");
        Assert.Equal((1, Warning), (diff.ExitCode, diff.Error));
        Assert.Contains("\n-  ingress:\n", diff.Output, StringComparison.Ordinal);
        Assert.Equal("1", await cluster.PrintedAsync("get networkpolicy postgres -n data -o jsonpath={.metadata.generation}"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task What_no_other_policy_cures_is_denied_in_a_dry_run_too(ServerKind kind)
    {
        const string Ignored = "samples/changes/04-egress-rules-without-egress-type";
        await using var cluster = await GuardedCluster.StartAsync(kind);
        var denial =
            $"""
            Error from server (Forbidden): error when creating "{Ignored}/cart-egress.yaml": admission webhook "networkpolicies.admission-guard.io" denied the request: AdmissionGuard denies the CREATE of NetworkPolicy storefront/cart-egress: rules-ignored-by-policy-types
            to let just this change pass annotate the policy with admission-guard.io/acknowledge: "rules-ignored-by-policy-types=e1846073"
            - deny rules-ignored-by-policy-types (spec.policyTypes): 1 egress rule is ignored and restricts nothing, because policyTypes is [Ingress]. Add "Egress" to spec.policyTypes, or remove spec.egress.
            id: {GuardedCluster.RequestId}

            """;

        Assert.Equal((1, "", denial), Parts(await cluster.RunAsync($"apply -f {Ignored}")));
        Assert.Equal((1, "", denial), Parts(await cluster.RunAsync($"apply --dry-run=server -f {Ignored}")));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_warned_change_is_made_and_the_warning_stands_on_stderr(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        Assert.Equal(
            (0, "networkpolicy.networking.k8s.io/payments-refunds created\n",
                """Warning: namespace-scope-missing: default/payments-refunds: "app=payments" matches no pod in "default" but does in "orders". Set metadata.namespace to "orders".""" + "\n"),
            Parts(await cluster.RunAsync("apply -f samples/changes/05-policy-without-namespace")));

        // Newer clients say more about a deletion.
        var deleted = await cluster.RunAsync("delete networkpolicy postgres -n data");
        Assert.Equal((0, $"Warning: ingress-rules-removed: data/postgres: {Lost}\n"), (deleted.ExitCode, deleted.Error));
        Assert.StartsWith("networkpolicy.networking.k8s.io \"postgres\" deleted", deleted.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task An_acknowledged_change_passes_in_the_manifest_and_on_the_stored_policy(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        Assert.Equal("networkpolicy.networking.k8s.io/postgres configured\n", await cluster.PrintedAsync("apply -f samples/changes/08-acknowledged"));
        Assert.StartsWith(
            "Let UPDATE of data/postgres for admin pass, because it is acknowledged: ingress-rules-removed, request ",
            Assert.Single(cluster.Webhook.Log.Of(1007)), StringComparison.Ordinal);

        await cluster.PrintedAsync("apply -f samples/shop/data.yaml");
        Assert.Equal(1, (await cluster.RunAsync($"apply -f {Empty}")).ExitCode);
        await cluster.PrintedAsync("annotate networkpolicy -n data postgres --overwrite admission-guard.io/acknowledge=ingress-rules-removed=0f026504");
        Assert.Equal("networkpolicy.networking.k8s.io/postgres configured\n", await cluster.PrintedAsync($"apply -f {Empty}"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_directory_that_adds_a_policy_and_empties_another_passes_at_once(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        Assert.Equal(
            (0,
                """
                networkpolicy.networking.k8s.io/postgres-from-orders created
                networkpolicy.networking.k8s.io/postgres-from-payments created
                networkpolicy.networking.k8s.io/postgres configured

                """,
                ""),
            Parts(await cluster.RunAsync("apply -f samples/changes/07-allow-first")));
    }

    private static (int ExitCode, string Output, string Error) Parts(KubectlResult result) => (result.ExitCode, result.Output, result.Error);
}

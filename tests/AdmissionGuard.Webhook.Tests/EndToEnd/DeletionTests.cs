namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>Deletions one by one, as a collection and with their namespace, where the configuration denies those that end an isolation.</summary>
public sealed class DeletionTests
{
    private const string DenyEnds = "actions: {isolation-ends: {delete: deny}}\n";

    public static TheoryData<ServerKind> Servers => StartedServer.Kinds;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_denied_deletion_prints_the_command_that_lets_it_pass(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind, configuration: DenyEnds);
        await cluster.PrintedAsync("delete networkpolicy default-deny web -n storefront");
        await cluster.HearsAsync(index => index.Find("storefront")!.Policies.Count == 2);

        var denied = await cluster.RunAsync("delete networkpolicy allow-metrics -n storefront");

        Assert.Equal(1, denied.ExitCode);
        var lines = denied.Error.Split('\n');
        Assert.Equal(
            "Error from server (Forbidden): admission webhook \"networkpolicies.admission-guard.io\" denied the request: "
            + "AdmissionGuard denies the DELETE of NetworkPolicy storefront/allow-metrics: isolation-ends and 2 warnings",
            lines[0]);
        const string Before = "to let just this deletion pass: kubectl ";
        Assert.StartsWith(Before, lines[1], StringComparison.Ordinal);
        await cluster.PrintedAsync(lines[1][Before.Length..].Split(" #")[0].Replace("\"", "", StringComparison.Ordinal));
        Assert.Contains("deleted", await cluster.PrintedAsync("delete networkpolicy allow-metrics -n storefront"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_collection_names_no_policy_and_the_denial_does(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind, configuration: DenyEnds);
        await cluster.PrintedAsync("delete networkpolicy allow-dns allow-metrics ingress-controller -n ingress");
        await cluster.HearsAsync(index => index.Find("ingress")!.Policies.Count == 1);

        // kubectl delete --all names each policy in a request of its own; this is the one request for all of them.
        var denied = await cluster.RunAsync("delete --raw /apis/networking.k8s.io/v1/namespaces/ingress/networkpolicies");

        Assert.Equal(1, denied.ExitCode);
        Assert.Contains("AdmissionGuard denies the DELETE of NetworkPolicy ingress/default-deny: isolation-ends and 2 warnings\n", denied.Error, StringComparison.Ordinal);
        Assert.Equal("networkpolicy.networking.k8s.io/default-deny\n", await cluster.PrintedAsync("get networkpolicy -n ingress -o name"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task What_the_namespace_controller_deletes_is_not_even_asked_about(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind, configuration: DenyEnds);
        await cluster.PrintedAsync(
            "delete networkpolicy --all -n storefront --as=system:serviceaccount:kube-system:namespace-controller --as-group=system:masters");

        Assert.Empty(cluster.Reviewed);
        Assert.Equal("", await cluster.PrintedAsync("get networkpolicy -n storefront -o name"));
    }

    [Fact]
    public async Task A_namespace_goes_with_all_its_policies()
    {
        await using var cluster = await GuardedCluster.StartAsync(configuration: DenyEnds);
        await cluster.PrintedAsync("delete namespace storefront");

        Assert.Empty(cluster.Reviewed);
        Assert.Equal("", await cluster.PrintedAsync("get namespace storefront --ignore-not-found"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task What_the_garbage_collector_deletes_passes_without_a_word(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind, configuration: DenyEnds);

        var deleted = await cluster.RunAsync(
            "delete networkpolicy --all -n storefront --as=system:serviceaccount:kube-system:generic-garbage-collector --as-group=system:masters");

        Assert.Equal((0, ""), (deleted.ExitCode, deleted.Error));
    }
}

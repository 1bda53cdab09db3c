using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>What an operator sets on namespaces and in the configuration, and what the API server does not even ask.</summary>
public sealed class SettingsTests
{
    private const string Empty = "samples/changes/01-template-renders-empty-ingress";
    private const string Said = "ingress-rules-removed: data/postgres: policy \"data/postgres\" loses all it admitted: ";

    public static TheoryData<ServerKind> Servers => StartedServer.Kinds;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_label_of_a_namespace_caps_what_happens_from_the_moment_it_is_heard_of(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);

        await LabelAsync(cluster, "warn");
        Assert.StartsWith($"Warning: would be denied in mode enforce: {Said}", await EmptiedAsync(cluster), StringComparison.Ordinal);
        await LabelAsync(cluster, "audit");
        Assert.Equal("", await EmptiedAsync(cluster));
        await LabelAsync(cluster, "off");
        Assert.Equal("", await EmptiedAsync(cluster));
        await LabelAsync(cluster, "enforce");
        Assert.Equal(1, (await cluster.RunAsync($"apply -f {Empty}")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Exempt_users_and_groups_are_told_what_would_have_been(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind, configuration: "exempt: {users: [breakglass], groups: [oncall]}\n");

        Assert.StartsWith(
            $"Warning: would be denied, but is exempt (user): {Said}",
            await EmptiedAsync(cluster, "--as=breakglass --as-group=system:masters"), StringComparison.Ordinal);
        Assert.StartsWith(
            $"Warning: would be denied, but is exempt (group): {Said}",
            await EmptiedAsync(cluster, "--as=alice --as-group=oncall --as-group=system:masters"), StringComparison.Ordinal);
        await cluster.PrintedAsync("apply -f samples/shop/data.yaml");
        Assert.Equal(1, (await cluster.RunAsync($"apply -f {Empty} --as=alice --as-group=system:masters")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Changes_that_leave_the_spec_as_it_is_are_not_asked_about(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);
        await cluster.PrintedAsync("apply -f samples/shop");
        await cluster.PrintedAsync("label networkpolicy postgres -n data team=data");
        await cluster.PrintedAsync("annotate networkpolicy postgres -n data note=x");
        await cluster.PrintedAsync("apply -f samples/changes/08-acknowledged");

        await Eventually.Async(() => cluster.Reviewed.Any());
        Assert.Single(cluster.Reviewed);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Its_own_namespace_stays_editable(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);
        const string Denied = """
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"own"},"spec":{"podSelector":{},"policyTypes":["Ingress"],"egress":[{}]}}
            """;

        Assert.Equal(1, (await cluster.RunAsync("apply -n default -f -", Denied)).ExitCode);
        Assert.Equal("networkpolicy.networking.k8s.io/own created\n", await cluster.PrintedAsync("apply -n admission-guard -f -", Denied));
        await Eventually.Async(() => cluster.Reviewed.Any());
        Assert.StartsWith("Denied CREATE of default/own ", Assert.Single(cluster.Reviewed), StringComparison.Ordinal);
    }

    private static async Task LabelAsync(GuardedCluster cluster, string mode)
    {
        await cluster.PrintedAsync("apply -f samples/shop/data.yaml");
        await cluster.PrintedAsync($"label namespace data admission-guard.io/mode={mode} --overwrite");
        await cluster.HearsAsync(index => index.Find("data")!.Namespace!.Labels.TryGetValue("admission-guard.io/mode", out var heard) && heard == mode);
    }

    // What is said on stderr when the change passes.
    private static async Task<string> EmptiedAsync(GuardedCluster cluster, string flags = "")
    {
        await cluster.PrintedAsync("apply -f samples/shop/data.yaml");
        var result = await cluster.RunAsync($"apply -f {Empty} {flags}");
        Assert.Equal((0, "networkpolicy.networking.k8s.io/postgres configured\n"), (result.ExitCode, result.Output));
        return result.Error;
    }
}

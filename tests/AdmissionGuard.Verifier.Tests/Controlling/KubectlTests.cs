using System.Text.RegularExpressions;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Tests.Controlling;

/// <summary>What somebody sees who asks kubectl, as docs/companion.md shows it.</summary>
public sealed partial class KubectlTests : IAsyncLifetime
{
    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await CompanionCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_policy_that_the_network_ignores_is_seen_in_kubectl_as_the_page_shows_it()
    {
        Assert.SkipWhen(KubectlBinary.Path is null, KubectlBinary.Missing);
        await _cluster.AddAllAsync();
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.VerdictAsync("db");
        await Eventually.Async(
            () => _cluster.Server.Store.Read(TestKit.Discovery.BuiltInResources.Events).Objects.Count > 0, "the Event");
        using var home = new KubectlHome(_cluster.Server.Kubeconfig());
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/companion.md"), TestContext.Current.CancellationToken);
        Assert.Contains(await RunAsync(home, "get", "enforcementchecks", "-n", "shop"), page, StringComparison.Ordinal);
        Assert.Contains(
            await RunAsync(home, "get", "enforcementchecks", "db", "-n", "shop", "-o", "jsonpath={.status.reasons[0]}"), page, StringComparison.Ordinal);
        Assert.Contains(
            await RunAsync(home, "get", "events", "-n", "shop", "-o", "custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message"),
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_let_through_is_seen_in_kubectl_as_the_page_shows_it()
    {
        Assert.SkipWhen(KubectlBinary.Path is null, KubectlBinary.Missing);
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        _cluster.AddController("one", review: new ReviewOptions { Quiet = TimeSpan.FromMilliseconds(100), Pulse = TimeSpan.FromMilliseconds(20) });
        await _cluster.KnownAsync();
        var changed = CompanionCluster.Policy("db", to: "db", from: "web");
        changed["spec"]!["ingress"] = new System.Text.Json.Nodes.JsonArray();
        _cluster.Put(changed);
        await _cluster.EventAsync("db", "IngressRulesRemoved");
        using var home = new KubectlHome(_cluster.Server.Kubeconfig());
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/companion.md"), TestContext.Current.CancellationToken);
        var shown = await RunAsync(
            home, "get", "events", "-n", "shop", "--field-selector", "reason=IngressRulesRemoved", "-o",
            "custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message");
        Assert.Contains(shown, page, StringComparison.Ordinal);
    }

    // Ages differ from run to run.
    private static async Task<string> RunAsync(KubectlHome home, params string[] args)
    {
        var result = await home.RunAsync(TestContext.Current.CancellationToken, args);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return Age().Replace(result.Output, "5s");
    }

    [GeneratedRegex(@"\d+s$", RegexOptions.Multiline, 1000)]
    private static partial Regex Age();
}

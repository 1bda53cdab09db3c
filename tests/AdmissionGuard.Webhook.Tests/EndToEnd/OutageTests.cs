using AdmissionGuard.Webhook.Tests.Deploy;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>What becomes of changes while the webhook does not answer, and the one line that ends it.</summary>
public sealed class OutageTests
{
    private const string Empty = "samples/changes/01-template-renders-empty-ingress";
    private const string OffSwitch = "delete validatingwebhookconfiguration admission-guard";

    [Fact]
    public async Task With_Ignore_changes_pass_without_a_word_and_the_audit_log_tells()
    {
        await using var cluster = await GuardedCluster.StartAsync();
        await cluster.Webhook.Host.StopAsync();

        Assert.Equal("networkpolicy.networking.k8s.io/postgres configured\n", await cluster.PrintedAsync($"apply -f {Empty}"));
        Assert.Equal(
            "networkpolicies.admission-guard.io",
            cluster.Server.Test!.Audit.Annotations.Single(each => each.Key.StartsWith("failed-open.", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public async Task With_Fail_they_are_refused_until_the_one_line_switches_it_off()
    {
        await using var cluster = await GuardedCluster.StartAsync(overlay: Installation.Fail);
        await cluster.Webhook.Host.StopAsync();

        var refused = await cluster.RunAsync($"apply -f {Empty}");
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("Error from server (InternalError): ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("failed calling webhook \"networkpolicies.admission-guard.io\": failed to call webhook: Post ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("https://admission-guard.admission-guard.svc", refused.Error, StringComparison.Ordinal);

        // Of what the namespace controller deletes, and of namespaces that keep the cluster going, nobody is asked.
        await cluster.PrintedAsync("delete namespace storefront");
        await cluster.PrintedAsync("delete networkpolicy coredns -n kube-system");

        await cluster.PrintedAsync(OffSwitch);
        Assert.Equal("networkpolicy.networking.k8s.io/postgres configured\n", await cluster.PrintedAsync($"apply -f {Empty}"));
    }
}

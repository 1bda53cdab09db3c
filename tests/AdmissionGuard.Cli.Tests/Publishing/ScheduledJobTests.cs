using System.Text.Json.Nodes;
using System.Xml.Linq;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Cli.Tests.Publishing;

/// <summary>The CronJob of <c>deploy/reports</c>.</summary>
public sealed class ScheduledJobTests
{
    [Fact]
    public void It_runs_a_command_that_only_lacks_a_cluster_here()
    {
        var container = PodSpec()["containers"]![0]!;
        var command = container["command"]!.AsArray().Select(part => (string)part!).ToArray();
        var version = (string)XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single();

        using var run = new CommandRun();
        Assert.Equal("/app/admission-guard", command[0]);
        Assert.StartsWith("admission-guard: no kubeconfig: ", run.Run(command[1..]).Error, StringComparison.Ordinal);
        Assert.Equal($"admission-guard/webhook:{version}", (string?)container["image"]);
    }

    [Fact]
    public void It_is_held_to_the_restricted_standard()
    {
        var context = PodSpec()["containers"]![0]!["securityContext"]!;

        Assert.True((bool?)PodSpec()["securityContext"]!["runAsNonRoot"]);
        Assert.Equal("RuntimeDefault", (string?)PodSpec()["securityContext"]!["seccompProfile"]!["type"]);
        Assert.False((bool?)context["allowPrivilegeEscalation"]);
        Assert.True((bool?)context["readOnlyRootFilesystem"]);
        Assert.Equal("ALL", (string?)Assert.Single(context["capabilities"]!["drop"]!.AsArray()));
        Assert.Null(context["capabilities"]!["add"]);
    }

    [Fact]
    public async Task Kubectl_renders_it()
    {
        Assert.SkipUnless(KubectlBinary.Path is not null, KubectlBinary.Missing);
        using var home = new KubectlHome("apiVersion: v1\nkind: Config\n");
        var rendered = await home.RunAsync(TestContext.Current.CancellationToken, "kustomize", Repository.PathOf("deploy/reports"));

        Assert.True(rendered.ExitCode == 0, rendered.ToString());
        Assert.Equal(4, rendered.Output.Split("\n---\n").Length);
    }

    private static JsonNode PodSpec() =>
        YamlText.Parse(Repository.Read("deploy/reports/cron-job.yaml"))!["spec"]!["jobTemplate"]!["spec"]!["template"]!["spec"]!;
}

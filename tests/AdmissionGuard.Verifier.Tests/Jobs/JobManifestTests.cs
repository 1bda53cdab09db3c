using System.Text.Json.Nodes;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.Verifier.Jobs;

namespace AdmissionGuard.Verifier.Tests.Jobs;

/// <summary>The Job of <c>deploy/job</c>.</summary>
public sealed class JobManifestTests
{
    [Fact]
    public async Task It_runs_a_command_that_only_lacks_a_cluster_here()
    {
        var container = PodSpec()["containers"]![0]!;
        string[] args = [.. container["args"]!.AsArray().Select(argument => (string)argument!)];
        using var output = new MemoryStream();
        await using var error = new StringWriter();
        var world = new World(output, error, new Surroundings(_ => null, null), TimeProvider.System, _ => throw new InvalidOperationException("no wire"));

        Assert.Equal("/app/admission-guard-verifier", (string?)Assert.Single(container["command"]!.AsArray()));
        Assert.Equal(2, await CommandLine.RunAsync(args, world, TestContext.Current.CancellationToken));
        Assert.StartsWith("admission-guard-verifier: no kubeconfig: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_held_to_the_restricted_standard_as_its_namespace_demands()
    {
        var context = PodSpec()["containers"]![0]!["securityContext"]!;
        Assert.True((bool)PodSpec()["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal("RuntimeDefault", (string?)PodSpec()["securityContext"]!["seccompProfile"]!["type"]);
        Assert.False((bool)context["allowPrivilegeEscalation"]!);
        Assert.True((bool)context["readOnlyRootFilesystem"]!);
        Assert.Equal("ALL", (string?)Assert.Single(context["capabilities"]!["drop"]!.AsArray()));
        Assert.Equal("restricted", (string?)Read("namespace")["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]);
    }

    [Fact]
    public void It_is_no_end_of_a_probe_itself_and_is_not_tried_again() => Assert.Equal(
        ("off", 0L, "Never"),
        ((string?)Template()["metadata"]!["annotations"]!["admission-guard.io/probe"], (long)Read("job")["spec"]!["backoffLimit"]!, (string?)PodSpec()["restartPolicy"]));

    [Fact]
    public void It_has_time_for_everything_that_a_run_may_take() => Assert.True(
        (long)Read("job")["spec"]!["activeDeadlineSeconds"]! >= new JobOptions { Policies = [] }.Lifetime.TotalSeconds);

    [Fact]
    public async Task Kubectl_renders_what_it_needs()
    {
        Assert.SkipUnless(KubectlBinary.Path is not null, KubectlBinary.Missing);
        using var home = new KubectlHome("apiVersion: v1\nkind: Config\n");
        var rendered = await home.RunAsync(TestContext.Current.CancellationToken, "kustomize", Repository.PathOf("deploy/job"));
        Assert.True(rendered.ExitCode == 0, rendered.ToString());
        Assert.Equal(5, rendered.Output.Split("\n---\n").Length);
    }

    private static JsonNode Read(string name) => YamlText.Parse(File.ReadAllText(Repository.PathOf($"deploy/job/{name}.yaml")))!;

    private static JsonNode Template() => Read("job")["spec"]!["template"]!;

    private static JsonNode PodSpec() => Template()["spec"]!;
}

using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Verifier.Tests.Deploy;

/// <summary>What deploy/companion installs fits the program and itself.</summary>
public sealed class ManifestsTests
{
    [Theory]
    [InlineData("Deployment", "controller")]
    [InlineData("DaemonSet", "agent")]
    public async Task Every_argument_is_one_that_the_program_knows_and_the_probes_ask_the_port_that_it_serves(string kind, string name)
    {
        var container = Container(await RenderAsync(), kind, name);
        string[] arguments = [.. container["args"]!.AsArray().Select(item => (string)item!)];
        using var help = new MemoryStream();
        var world = new World(help, TextWriter.Null, new Surroundings(_ => null, "/"), TimeProvider.System, _ => throw new InvalidOperationException());
        await CommandLine.RunAsync([arguments[0], "--help"], world, TestContext.Current.CancellationToken);
        var known = Encoding.UTF8.GetString(help.ToArray());
        Assert.All(arguments.Skip(1), argument => Assert.Contains($" {argument.Split('=')[0]} ", known, StringComparison.Ordinal));

        var port = Assert.Single(container["ports"]!.AsArray())!;
        Assert.Contains($"--health-port={port["containerPort"]}", arguments);
        Assert.Equal(("/readyz", "/livez"), (PathOf(container, "readinessProbe", port), PathOf(container, "livenessProbe", port)));
    }

    [Fact]
    public async Task The_controller_is_given_the_configuration_of_the_directory_under_the_name_that_it_asks_for()
    {
        var objects = await RenderAsync();
        var map = objects.Single(item => (string?)item["kind"] == "ConfigMap");
        var pod = objects.Single(item => (string?)item["kind"] == "Deployment")["spec"]!["template"]!["spec"]!;
        var mount = Container(objects, "Deployment", "controller")["volumeMounts"]![0]!;
        Assert.Equal((string?)map["metadata"]!["name"], (string?)pod["volumes"]![0]!["configMap"]!["name"]);
        Assert.Contains(
            $"--config={mount["mountPath"]}/{Assert.Single(map["data"]!.AsObject()).Key}",
            Container(objects, "Deployment", "controller")["args"]!.AsArray().Select(item => (string?)item));
    }

    [Fact]
    public async Task Prometheus_is_let_in_to_the_port_of_the_metrics()
    {
        var objects = await RenderAsync();
        var service = objects.Single(item => (string?)item["kind"] == "Service")["spec"]!;
        var policy = objects.Single(item => (string?)item["kind"] == "NetworkPolicy")["spec"]!;
        Assert.Equal("health", (string?)service["ports"]![0]!["targetPort"]);
        Assert.Equal(8080, (int?)policy["ingress"]![0]!["ports"]![0]!["port"]);
    }

    private static string PathOf(JsonObject container, string probe, JsonNode port)
    {
        Assert.Equal((string?)port["name"], (string?)container[probe]!["httpGet"]!["port"]);
        return (string)container[probe]!["httpGet"]!["path"]!;
    }

    private static JsonObject Container(IEnumerable<JsonObject> objects, string kind, string name) => Assert.Single(
        objects.Single(item => (string?)item["kind"] == kind && (string?)item["metadata"]!["name"] == name)
            ["spec"]!["template"]!["spec"]!["containers"]!.AsArray())!.AsObject();

    private static async Task<IReadOnlyList<JsonObject>> RenderAsync()
    {
        Assert.SkipWhen(KubectlBinary.Path is null, KubectlBinary.Missing);
        using var home = new KubectlHome("apiVersion: v1\nkind: Config\n");
        var result = await home.RunAsync(TestContext.Current.CancellationToken, "kustomize", Repository.PathOf("deploy/companion"));
        Assert.True(result.ExitCode == 0, result.ToString());
        return [.. result.Output.Split("\n---\n").Select(text => JsonNode.Parse(YamlText.Parse(text)!.ToJsonString())!.AsObject())];
    }
}
